"""Checks of the chapter Background."""
