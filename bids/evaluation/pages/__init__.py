"""What the pages of an evaluation are made of, each for its one reader."""
