"""Many sessions from one script and a roster: rows to tasks, tasks to workers, and what was made."""
