"""The words of every notice a tender gives out, made from its data; nobody types a body."""
