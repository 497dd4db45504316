"""What others wrote, on the screens that they wrote it for; every screen is the hostile run's."""

from pathlib import Path

from tests.reliability.hostile_place import TEXTS, ascii_replies, hostile_platform, write_doubts
from tests.reliability.hostile_runs import start
from tests.reliability.hostile_texts import assert_harmless
from tests.reliability.hostile_walk import ROOM, Tally, Walk

_PAY = next(text for text in TEXTS if "@click=app.pay" in text.text)
_CONTROLS = next(text for text in TEXTS if text.text.startswith("\u009b"))
_CLIPBOARD = next(text for text in TEXTS if "\x1b]52" in text.text)
_SOME = sorted({_PAY, _CONTROLS, _CLIPBOARD, TEXTS[0], TEXTS[-1]})
_WINDOW = ROOM | {"columns": 125, "rows": 32}


def test_hostile_texts_are_data_wherever_they_stand(tmp_path: Path) -> None:
    """In the list, in a dialog, the filter, a colleague's journal."""
    tally = Tally()
    with ascii_replies(), hostile_platform(tmp_path, _SOME) as place:
        write_doubts(place, [_CLIPBOARD], by_us=False)
        with place.start_trapped(**_WINDOW) as terminal:
            walking = Walk(terminal, place.trap, _SOME, tally)
            walking.puts_off()
            walking.starts()
            walking.checks(_CLIPBOARD)
            walking.filters(_CONTROLS)
            walking.adds(_PAY)
            walking.leaves()
            assert_harmless(terminal)
    assert tally.shown["list"] == len(_SOME)
    assert tally.clicks > 3
    assert (place.trap.actions, tally.crashes) == ([], [])


def test_hostile_names_of_places_and_people_are_data(tmp_path: Path) -> None:
    """In the title, in the help, and in what is told after the screen has gone."""
    tally = Tally()
    start(tmp_path, _CONTROLS, tally)
    assert (tally.odd, tally.crashes, tally.actions) == ({}, [], [])
    assert tally.shown["after the screen: platform's message"] == 1
