"""A page to listen and read along, and a sheet to print, for a session that was made."""
