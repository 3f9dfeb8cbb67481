"""The pages and files of what is public."""
