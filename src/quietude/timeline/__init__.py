"""Stage 4: Score, clip lengths and target length to Timeline, exact in samples."""
