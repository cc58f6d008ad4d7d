"""Stage 6: Timeline, clips and beds to the mix, and the mix to the master."""
