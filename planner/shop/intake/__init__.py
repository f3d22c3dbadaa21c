"""Files into the shop: kinds of table, columns, rows, preview and commit. Nothing is ever half-imported."""
