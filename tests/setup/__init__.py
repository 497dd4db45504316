"""The set-up: a conversation, and what is written at its end."""
