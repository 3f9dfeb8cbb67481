"""Ranking: the worked cases, what always holds, and the bundle."""
