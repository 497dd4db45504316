"""Messages about who is followed: what the operator agreed to, and what became of it."""

from textual.message import Message

from smspartner_tui.core.following import Edit, Followed


class EditAgreed(Message):
    """The operator said yes to following others, or to following otherwise."""

    def __init__(self, edit: Edit) -> None:
        super().__init__()
        self.edit = edit


class EditKept(Message):
    """It was kept; `followed` is who is followed now."""

    def __init__(self, edit: Edit, followed: Followed) -> None:
        super().__init__()
        self.edit = edit
        self.followed = followed


class EditRefused(Message):
    """It was not kept, and nothing changed; `followed` is how others changed that meanwhile."""

    def __init__(self, problem: str, followed: Followed | None = None) -> None:
        super().__init__()
        self.problem = problem
        self.followed = followed
