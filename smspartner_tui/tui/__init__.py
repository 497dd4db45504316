"""What the operator sees: everything that imports textual."""
