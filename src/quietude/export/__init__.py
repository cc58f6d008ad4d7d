"""Stage 7: the master to an MP3 with tags and chapters."""
