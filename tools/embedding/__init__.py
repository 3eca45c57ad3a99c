"""Train, measure and export Podcite's own embedding model."""
