"""What formulas say of time: when a system is pushed, and how fast."""
