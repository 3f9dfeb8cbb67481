"""The ground floor: time, money, places, the one door for state, the outbox. Imports no other app."""
