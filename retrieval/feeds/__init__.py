"""Podcast feeds: parsing, polling and subscriptions."""
