"""The desk and its sender: what leaves, when, and what is told of it."""
