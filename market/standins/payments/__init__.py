"""A payment service that moves no money: virtual references, a page to pay on, signed callbacks, refunds, failures on
demand. The contract is in ``docs/payments.md``."""
