"""What can be done without a screen.

Write the history, check the journal and make a backup: none of that needs the API key, the
network or a terminal, and none of it writes into the journal. Plan and apply do, at a desk of
their own.
"""
