"""A process that has imported what steps import, and forks itself for each of them."""
