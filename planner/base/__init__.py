"""What every room stands on: the log and what is certain after a failure."""
