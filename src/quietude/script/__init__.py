"""Stage 1: text to Script, what the author wrote, with line and column."""
