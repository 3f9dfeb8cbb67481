"""Finding public records: one interface, an engine behind it."""
