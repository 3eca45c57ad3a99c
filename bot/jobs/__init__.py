"""Long work that moderators start: its runner, its steps, its message and its buttons."""
