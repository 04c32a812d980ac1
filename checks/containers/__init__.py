"""Checks of the chapter Containers."""
