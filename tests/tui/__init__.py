"""What the operator sees, driven by keys."""
