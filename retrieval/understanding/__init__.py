"""What a message asks for, and which episodes, shows and people of the library it means."""
