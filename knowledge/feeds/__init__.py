"""Feeds: what publishers announce, fetched with care, judged by its topic and taken in like any other source."""
