"""What shows the guide: the site is built from pages, lessons and records, and runs no command."""
