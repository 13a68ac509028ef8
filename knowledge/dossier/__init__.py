"""The shipped dossier and any like it: read from its files, and checked against what a dossier must keep."""
