"""What can be done without a screen: write the history, check the journal, make a backup.

None of it needs the API key, the network or a terminal, and none of it writes into the journal.
"""
