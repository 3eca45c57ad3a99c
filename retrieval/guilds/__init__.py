"""Discord servers' settings, jobs and audit logs."""
