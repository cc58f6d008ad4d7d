"""Stage 3: Score to speech clips, by engines, through a cache."""
