"""Measuring the answers: question sets, the fit of the decision to answer, baselines, and the page of results."""
