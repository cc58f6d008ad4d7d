"""What was made, and whether it still is: manifest, summary, hand-over, verification."""
