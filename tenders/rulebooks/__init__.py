"""Rules as plain, dated data. Imports nothing of Django."""
