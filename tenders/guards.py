"""Named preconditions of a tender's steps, each with its sentence and its law."""
