"""Chat models: connecting, prompts, replies and errors."""
