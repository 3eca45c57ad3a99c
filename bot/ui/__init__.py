"""What Discord shows: pure functions from values to text and embeds, without callbacks."""
