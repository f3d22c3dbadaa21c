"""Any file to a table and back: opening, dialects, cells to values, writing with one formula guard."""
