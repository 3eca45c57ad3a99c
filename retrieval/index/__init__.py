"""From transcripts to generations in the catalog, the vectors and the terms."""
