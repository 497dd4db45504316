"""The set-up: a conversation in the plain terminal, at whose end a configuration is written.

One question a line, in plain text, so that it can be heard as well as seen and needs nothing of
the terminal. Nothing is written before the last yes.
"""
