"""Nothing from elsewhere is given to a widget as markup."""

import pytest

from tests.catalogue import CODE
from tests.reliability.hostile_markup import readings_of_markup


def test_no_text_from_elsewhere_is_read_as_markup() -> None:
    """Every widget is told that a text is a text, and no title has anything put into it."""
    files = sorted(CODE.joinpath("tui").rglob("*.py"))
    assert len(files) > 20
    found = {
        str(path.relative_to(CODE)): places
        for path in files
        if (places := readings_of_markup(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "code",
    [
        'Label(f"To {name}")',
        "Label(name)",
        'Static(_("To {name}").format(name=name))',
        "Button(name, markup=True)",
        "app.notify(message)",
        'box.border_title = f"To {name}"',
        'box.border_title = _("To {name}").format(name=name)',
        "box.border_subtitle = name",
        "box.border_title = name_of(record)",
        "box.tooltip = name",
        "Table(tooltip=name)",
        'Content.from_markup(f"To [b]{name}[/]")',
        'Content.from_markup("To " + name)',
        'self.update(f"To {name}")',
        'self.update("To " + name)',
        'self.update("\\n".join(lines))',
        "table.add_row(name)",
        "class Lines(Static): pass",
        "class Lines(Widget):\n    def render(self) -> str: ...",
    ],
)
def test_what_could_be_read_as_markup_is_found(code: str) -> None:
    """A text is found in whatever way it would come to be read."""
    assert len(readings_of_markup(code)) == 1


@pytest.mark.parametrize(
    "code",
    [
        'Label(_("Amount"), markup=False)',
        "Label(name, markup=False)",
        "Label(Content(name))",
        'app.notify(f"To {name}", markup=False)',
        'box.border_title = _("Help")',
        "box.border_title = title(record)",
        'box.border_title = _("Add") if is_add else _("Take back")',
        'Content.from_markup("To [b]$name[/]", name=name)',
        'self.update(Content("\\n".join(lines)))',
        "listings.update(more)",
        "class Lines(Static):\n    def __init__(self): super().__init__(markup=False)",
        "class Lines(Widget):\n    def render(self) -> Content: ...",
    ],
)
def test_what_is_shown_as_data_is_left_alone(code: str) -> None:
    """Data given as data, and words of our own, are no faults."""
    assert readings_of_markup(code) == []
