"""A first script to edit: words/ holds its text by language, starter.py puts it together."""
