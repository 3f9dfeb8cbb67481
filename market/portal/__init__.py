"""Pages that span apps: home, calendar, guide, status, navigation."""
