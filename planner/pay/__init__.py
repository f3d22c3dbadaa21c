"""Variable pay: plans, months, statements, what it does for the shop."""
