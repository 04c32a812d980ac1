"""Checks of the chapter Registry."""
