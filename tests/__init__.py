"""Tests of the tool itself, and of the built site in a real browser."""
