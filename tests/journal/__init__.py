"""The journal: what it refuses, what it survives, and what it notices."""
