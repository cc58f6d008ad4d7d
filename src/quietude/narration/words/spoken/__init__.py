"""The steps of `quietude.narration.words.spoken_form`, and the words of each language as TOML."""
