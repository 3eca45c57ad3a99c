"""The formats of transcripts: one module each, with a function that recognises it and one that reads it."""
