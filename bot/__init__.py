"""Steppe in Telegram: handlers, rendering and sending on top of the core."""
