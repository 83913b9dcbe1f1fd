"""The influence network of a model, its structure, and the tiers of what is known."""
