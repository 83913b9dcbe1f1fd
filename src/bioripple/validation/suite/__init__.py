"""Check the reading of SBML against the SBML Test Suite (sbml.org, semantic cases)."""
