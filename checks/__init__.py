"""The checks of the guide: one test file per lesson, and what they stand on."""
