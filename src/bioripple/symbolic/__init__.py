"""Formulas as one shared graph: derivatives, bounds, code and exact values."""
