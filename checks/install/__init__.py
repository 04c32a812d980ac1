"""Checks of the chapter Install."""
