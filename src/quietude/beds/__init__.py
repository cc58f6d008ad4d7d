"""Stage 5: background and pacer sound, readable at any sample."""
