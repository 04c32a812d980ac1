"""What the workflows on GitHub do with a run: announce what has rotted, publish its records."""
