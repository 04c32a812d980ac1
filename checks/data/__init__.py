"""Checks of the chapter Data."""
