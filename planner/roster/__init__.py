"""The roster of a week: solve, edit, audit, publish, explain, repair, swap."""
