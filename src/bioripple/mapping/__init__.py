"""What each step from an SBML file to its responses computes, one module a step."""
