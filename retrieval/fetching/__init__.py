"""Fetching what strangers link to, within limits and from public addresses only."""
