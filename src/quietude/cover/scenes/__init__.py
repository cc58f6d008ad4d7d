"""What covers show: a scene for each kind of background. Each leaves the upper left quiet, for words."""
