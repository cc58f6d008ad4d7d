"""Voice profiles."""
