"""The import kinds of variable pay, one file each."""
