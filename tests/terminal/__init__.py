"""The installed command in a real terminal: keys typed, bytes drawn, signals sent."""
