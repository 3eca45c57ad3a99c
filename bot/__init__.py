"""Everything that knows Discord or a terminal."""
