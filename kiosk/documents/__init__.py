"""What leaves as files and paper."""
