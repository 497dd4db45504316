"""A sample of the configuration: every option with its default, and a word on each."""

from collections.abc import Iterator
from typing import Final

from smspartner_tui.i18n import _
from smspartner_tui.wording.guide.options import SECTIONS, Section


def sample() -> str:
    """The sample, its comments in the language in force."""
    head = (
        _("A sample configuration: put it into config.toml (0600) and fill the token in."),
        _("Amounts stand between quotes. Whatever is left out is as it stands here."),
    )
    return "".join(f"# {line}\n" for line in head) + "".join(
        "\n" + "".join(f"{line}\n" for line in _lines(section)) for section in SECTIONS
    )


def _lines(section: Section) -> Iterator[str]:
    if section.heading:
        yield section.heading
    lines = [f"# {one.line}" if one.is_off else one.line for one in section.options]
    width = max(len(line) for line in lines if len(line) < _ASIDE)
    for one, line in zip(section.options, lines, strict=True):
        if not one.words:
            yield line
        elif len(line) < _ASIDE:
            yield f"{line:<{width}}  # {_(one.words)}"
        else:
            yield f"# {_(one.words)}"
            yield line


_ASIDE: Final = 32
"""Characters up to which a line has its comment beside it rather than above."""
