"""What reads input of strangers safely: processes with budgets, and XML without entities."""
