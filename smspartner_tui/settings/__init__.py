"""The configuration, its profiles, the key's source, and where the program keeps its files."""
