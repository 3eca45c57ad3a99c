"""From a query to ranked segments."""
