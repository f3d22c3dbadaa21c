"""Why it is so: rules in conflict, who could work a short interval, what a refused wish would cost."""
