"""Who acts: accounts now, organisations and mandates with the trading hall."""
