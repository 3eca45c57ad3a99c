"""Reply to messages: from the transcripts, the catalog or the last answer, by what they ask for."""
