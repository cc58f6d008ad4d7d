"""The rows of the table of speed; `python -m benchmarks` puts them together."""
