"""The pages of contracts. Views hold no rules: the services refuse, the page says why."""
