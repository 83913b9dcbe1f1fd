"""The enhancement factor of the paper, from graph convolutions."""
