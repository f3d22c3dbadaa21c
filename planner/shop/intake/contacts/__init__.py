"""Contacts on their way in: rows as arrays, what each shape counts, sums by interval, and what is stored and said."""
