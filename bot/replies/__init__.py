"""What a command does after its reply has been deferred, and the buttons that do the same."""
