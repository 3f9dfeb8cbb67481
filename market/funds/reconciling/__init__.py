"""The bank's statement of a day against the ledger, line by line: ``reading``, ``comparing``, ``services``."""
