"""How a step runs: guarded, logged, whole files, tables and endings."""
