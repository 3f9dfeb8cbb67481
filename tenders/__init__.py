"""The procedure. So far the declarations of what a notice says; the machine comes with the trading hall."""
