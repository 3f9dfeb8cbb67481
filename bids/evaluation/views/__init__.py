"""The pages of an evaluation. Views hold no rules: the services refuse, the page says why."""
