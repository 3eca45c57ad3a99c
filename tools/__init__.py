"""Programs that make what Podcite ships; none of them runs when it is used."""
