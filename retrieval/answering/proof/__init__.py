"""Prove a sentence by rules: compare its clauses with what was said, and name what differs."""
