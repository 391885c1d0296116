"""Changing many opportunities at once: what is chosen, what comes of it, writing it, and undoing it."""
