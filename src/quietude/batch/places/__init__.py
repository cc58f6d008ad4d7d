"""Where files go: a folder, or an address."""
