"""Predictors of responses, by what they know of a model."""
