"""The mechanics of storage: connections, transactions, no table of anybody."""
