"""Checks of the chapter Images."""
