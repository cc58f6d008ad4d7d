"""Stage 3: speech clips."""
