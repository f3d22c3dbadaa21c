"""Files on their way in: shapes, profiles, mapping, the registry of kinds, batches that can be undone."""
