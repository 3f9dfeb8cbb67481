"""The opening session: from sign-in to the signed record."""
