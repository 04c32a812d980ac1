"""Checks of the chapter Start."""
