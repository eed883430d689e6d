"""The upstream service: every device's journal, verified; visits projected from it; numbers that prove themselves."""
