"""Checks of the chapter The daemon."""
