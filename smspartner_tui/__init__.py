"""A terminal dashboard for moving SMS Partner credit between an account and its sub-accounts."""

__version__ = "0.1.0"

PROGRAM = "smspartner-tui"
"""What the command is called."""
