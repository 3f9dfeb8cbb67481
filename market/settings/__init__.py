"""Settings per profile: demo, test, prod."""
