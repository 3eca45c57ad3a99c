"""Reply to a message by what it asks for: from the transcripts, the catalog, the last answer, or in a sentence."""
