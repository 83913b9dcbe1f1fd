"""Numbers that compare: accuracy, ranks, intervals."""
