"""Benchmarks: each prints its figures as one JSON object; none asserts a time. `make bench` runs them all."""
