"""The invented notices of the demo city: data with relative days, published through the ordinary services."""
