"""The commands, one extension an area; each registers its own buttons and background loops."""
