"""What is held against other programs and against differences."""
