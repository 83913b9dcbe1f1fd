"""Kinetics that are learned through the inverse of the Jacobian."""
