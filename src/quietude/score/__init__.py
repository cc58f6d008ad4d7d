"""Stage 2: Script and Listener to Score, personal and ordered, still elastic."""
