"""The equations of a model, built from what its document says."""
