"""What `quietude check` tells an author: the rules, what silences them, what can be put right."""
