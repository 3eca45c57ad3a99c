"""Transcripts, segments, search and grounded answers; knows nothing of Discord or the environment."""
