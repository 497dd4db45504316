"""The commands without a screen, as they are typed."""
