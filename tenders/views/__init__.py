"""Pages of the desk for tenders: lists, the workspace, steps, reviews, questions."""
