"""What people see of requests."""
