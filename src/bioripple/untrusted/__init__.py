"""Look through what strangers sent, before anything else reads it."""
