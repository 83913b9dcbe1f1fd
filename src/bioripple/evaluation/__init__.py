"""Scores of predictions against truths, and the tables made of them."""
