"""Tasks to files: in order, again where it is worth it, and on from wherever it was stopped."""
