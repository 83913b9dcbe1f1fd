"""Read SBML: what a document says, checked, and refused by name."""
