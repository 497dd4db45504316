"""What can be done without a screen: everything, with the same desk, guards, journal and words.

Write the history, check the journal, make a backup: none of that needs the API key, the network
or a terminal, and none of it writes into the journal. All else is done on a visit to the desk.
Words go to standard error, what is asked for to standard output; a terminal is asked only where
there is one, and every command ends with an exit status that says what became of the money.
"""
