"""Perturbation response of biochemical networks, from SBML files to predictions."""

__version__ = "0.1.0"
