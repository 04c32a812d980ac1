"""Checks of the chapter Errors."""
