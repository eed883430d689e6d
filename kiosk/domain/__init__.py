"""What is true without any machine: frozen values and pure functions."""
