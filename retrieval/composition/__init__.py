"""The one place that builds the parts of a library. Only `retrieval.library` imports it."""
