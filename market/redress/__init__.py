"""Redress: enquiries (询问), queries (质疑) and complaints (投诉), their clocks and what follows from them."""
