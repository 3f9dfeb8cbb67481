"""The pages of a bidder. None of them holds a rule, none tells of anybody else."""
