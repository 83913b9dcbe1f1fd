"""Predictions held against measured responses."""
