"""Figures 3 to 6: what they show, computed first and drawn after."""
