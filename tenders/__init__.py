"""The procedure: rulebooks, tenders with their lots, and every step they take."""
