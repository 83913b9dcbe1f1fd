"""What is guessed without kinetics; nothing here can see the answer."""
