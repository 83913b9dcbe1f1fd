"""The state of a model at a time, and its exact Jacobian there."""
