"""Names that nothing else has."""

import uuid


def new_id() -> str:
    """A name that no movement, no run and no process has."""
    return uuid.uuid4().hex
