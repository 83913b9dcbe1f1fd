"""An answer as a page that works offline, and as pictures."""
