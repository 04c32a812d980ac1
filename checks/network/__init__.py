"""Checks of the chapter Network."""
