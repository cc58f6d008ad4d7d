"""A request and a roster to tasks: every fault at once, what rows share looked into once."""
