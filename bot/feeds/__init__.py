"""Polling the feeds that servers follow, and announcing their new episodes."""
