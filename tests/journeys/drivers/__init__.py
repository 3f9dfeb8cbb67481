"""What each person of a procedure does in their own browser, page by page."""
