"""Where model files come from: archive, service, folders and sheets."""
