"""The steps of `quietude.narration.spoken_form`, and the words of each language as TOML."""
