"""A GET asked and its answer read: a value, or why there is none."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from smspartner_tui.core.accounts import ReadingProblem
from smspartner_tui.partner.strict import Unreadable
from smspartner_tui.partner.wire import Reply

if TYPE_CHECKING:
    from smspartner_tui.partner.line import Reader

_OK: Final = 200
_TOO_MANY_REQUESTS: Final = 429
_KEY_CODES: Final = frozenset({1, 10})
_RIGHTS_CODES: Final = frozenset({4, 40})
_ABSENT_STATUSES: Final = frozenset({401, 403, 404, 405, 410, 501})

Value = TypeVar("Value")


class ReadingError(Exception):
    """Balances could not be read: `problem` says why, `message` is the platform's own word.

    `code` is the platform's own number for it, where it gave one.
    """

    def __init__(self, problem: ReadingProblem, message: str = "", code: int | None = None) -> None:
        super().__init__(f"{problem.value}: {message}" if message else problem.value)
        self.problem = problem
        self.message = message
        self.code = code


def ask(
    reader: "Reader",
    read: Callable[[bytes], tuple[Reply, Value]],
    path: str,
    params: dict[str, str] | None = None,
) -> Value:
    """What a GET was answered with, read.

    Raises:
        ReadingError: no answer, an answer that cannot be read, or a refusal.
    """
    found = _answer(reader, read, path, params)
    if isinstance(found, ReadingError):
        # Here and not below, where frames hold whole replies with keys in them.
        raise found
    return found


def _answer(
    reader: "Reader",
    read: Callable[[bytes], tuple[Reply, Value]],
    path: str,
    params: dict[str, str] | None,
) -> Value | ReadingError:
    from smspartner_tui.partner.line import NoAnswer

    try:
        status, body = reader.get(path, params)
    except NoAnswer as error:
        return ReadingError(ReadingProblem.UNREACHABLE, str(error))
    except Unreadable as flaw:
        return ReadingError(ReadingProblem.UNREADABLE, str(flaw))
    if status == _TOO_MANY_REQUESTS:
        return ReadingError(ReadingProblem.RATE_LIMITED)
    try:
        reply, value = read(body)
    except Unreadable as flaw:
        absent = status in _ABSENT_STATUSES
        problem = ReadingProblem.NOT_ALLOWED if absent else ReadingProblem.UNREADABLE
        return ReadingError(problem, str(flaw))
    if reply.success and status == _OK:
        return value
    return ReadingError(_problem(status, reply.code), reply.message, reply.code)


def _problem(status: int, code: int | None) -> ReadingProblem:
    if code in _KEY_CODES:
        return ReadingProblem.KEY_REFUSED
    if code in _RIGHTS_CODES or status in _ABSENT_STATUSES:
        return ReadingProblem.NOT_ALLOWED
    return ReadingProblem.UNREADABLE
