"""Any file to a table: opening, unpacking, records, sheets. Knows nothing of what a table is about."""
