"""The import kinds of the shop itself, one file each."""
