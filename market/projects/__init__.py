"""A project by its code: what joins every notice, and later both halls."""
