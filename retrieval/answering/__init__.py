"""From a question and its hits to a grounded answer; search, the index and the catalog are handed in."""
