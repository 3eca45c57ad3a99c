"""The commands of `podcite`, one module per group of commands."""
