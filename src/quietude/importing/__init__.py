"""Scripts that people already have, in the ways they are usually written: read, and written anew in ours."""
