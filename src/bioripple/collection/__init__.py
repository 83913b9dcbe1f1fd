"""What is known of many models together: outcomes, families, sets, splits."""
