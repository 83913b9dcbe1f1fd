"""Configuration, runs, digests of code and provenance."""
