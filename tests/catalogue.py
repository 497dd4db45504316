"""The French catalogue, kept up with the code: `python -m tests.catalogue [--check]`.

Run it after a sentence of the code changed, then fill in the empty `msgstr` that it names, and
run it again: the `.po` is for people, the `.mo` is what the program reads, both are committed.
It guesses nothing: a sentence that changed by one letter waits for its French anew, and what the
code no longer says is dropped (and shown once more, to copy from). With `--check` it writes
nothing and fails when a sentence has no French, or when either file is not what it would write.

Files hold neither line numbers nor dates, and stand in the order of the code: a change of one
sentence is a change of one entry.
"""

import argparse
import ast
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from smspartner_tui.i18n import DOMAIN, LOCALE_FOLDER

LANGUAGE: Final = "fr"
PLURAL_FORMS: Final = "nplurals=2; plural=(n > 1);"
PO: Final = LOCALE_FOLDER / LANGUAGE / "LC_MESSAGES" / f"{DOMAIN}.po"
MO: Final = PO.with_suffix(".mo")
CODE: Final = LOCALE_FOLDER.parent

KEYWORDS: Final[Mapping[str, Any]] = {
    "_": None,
    "N_": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
"""The functions of `smspartner_tui.i18n`, and which of their arguments are sentences."""

_COMMENT: Final = "# French, as resellers speak it. Written by `python -m tests.catalogue`."


class FrenchCatalog(Catalog):
    """A catalogue whose header says nothing that changes by itself, such as a date.

    Of the three plural forms that Babel knows in French the third is for millions, whole ones.
    """

    def __init__(self) -> None:
        super().__init__(locale=LANGUAGE, header_comment=_COMMENT, fuzzy=False)

    @property
    def num_plurals(self) -> int:
        """How many plural forms there are."""
        return 2

    @property  # type: ignore[misc]  # nobody sets it here
    def mime_headers(self) -> list[tuple[str, str]]:
        """The header, as pairs."""
        return [
            ("Language", LANGUAGE),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", PLURAL_FORMS),
        ]


def calls(
    file: Any,
    keywords: Collection[str],
    _comment_tags: Collection[str] = (),
    options: Mapping[str, Any] | None = None,
) -> Iterator[Any]:
    """Every call of a keyword, in the order of the code, for Babel to judge.

    Babel's own reader goes by tokens: before Python 3.12 an f-string is one of them, and a call
    inside is missed.
    """
    for node in _in_order(ast.parse(file.read())):
        match node:
            case ast.Call(func=ast.Name(id=name), args=args) if name in keywords:
                yield node.lineno, name, tuple(map(_literal, args)), []


def _in_order(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _in_order(child)


def _literal(node: ast.expr) -> str | None:
    """A text as it stands in the code, pieces side by side joined; None for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def extracted(code: Path = CODE) -> Catalog:
    """All that the code says, with no French yet."""
    catalog = FrenchCatalog()
    for path in sorted(code.rglob("*.py")):
        place = f"{code.name}/{path.relative_to(code).as_posix()}"
        with path.open("rb") as file:
            for line, message, _comments, context in extract(calls, file, KEYWORDS):
                catalog.add(message, locations=[(place, line)], context=context)
    return catalog


def written(po: Path = PO) -> Catalog:
    """The catalogue as it stands on the disk; empty where there is none."""
    if not po.exists():
        return FrenchCatalog()
    with po.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def merged(code: Catalog, french: Catalog) -> Catalog:
    """What the code says, each sentence with its French where there is some."""
    for message in sentences(code):
        known = french.get(message.id, message.context)
        if known is not None and known.pluralizable == message.pluralizable:
            message.string = known.string
        message.flags.clear()
    return code


def sentences(catalog: Catalog) -> list[Message]:
    """The messages of a catalogue, without its header."""
    return [message for message in catalog if message.id]


def texts(part: str | Sequence[str] | None) -> tuple[str, ...]:
    """A message's text, or its singular and plural."""
    return (part,) if isinstance(part, str) else tuple(part or ("",))


def has_french(message: Message) -> bool:
    """Whether a message is translated, in singular and plural where it has both."""
    return all(texts(message.string))


@dataclass(frozen=True, slots=True)
class Update:
    """What the files should hold, what a person has to translate, and what the code dropped."""

    po: bytes
    mo: bytes
    missing: tuple[str, ...]
    obsolete: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        """What a person should know, one line each."""
        missing = [f"no French: {english}" for english in self.missing]
        return missing + [f"no longer in the code: {line}" for line in self.obsolete]


def update(code: Path = CODE, po: Path = PO) -> Update:
    """Bring the catalogue on the disk up to the code, without writing it."""
    french = written(po)
    catalog = merged(extracted(code), french)
    missing = [message for message in sentences(catalog) if not has_french(message)]
    gone = [old for old in sentences(french) if catalog.get(old.id, old.context) is None]
    po_file, mo_file = BytesIO(), BytesIO()
    write_po(po_file, catalog, width=0, include_lineno=False)
    for message in missing:
        catalog.delete(message.id, message.context)
    write_mo(mo_file, catalog)
    return Update(
        po=po_file.getvalue(),
        mo=mo_file.getvalue(),
        missing=tuple(texts(message.id)[0] for message in missing),
        obsolete=tuple(f"{texts(old.id)[0]} = {texts(old.string)[0]}" for old in gone),
    )


def problems(code: Path = CODE, po: Path = PO) -> list[str]:
    """Why the catalogue on the disk is not what it should be, one line each; empty if it is."""
    wanted = update(code, po)
    stale = [
        f"{path.name} is not up to date: run python -m tests.catalogue"
        for path, content in ((po, wanted.po), (po.with_suffix(".mo"), wanted.mo))
        if not path.exists() or path.read_bytes() != content
    ]
    return wanted.words + stale


def write(code: Path = CODE, po: Path = PO) -> list[str]:
    """Write both files; what a person should know, one line each."""
    wanted = update(code, po)
    po.parent.mkdir(parents=True, exist_ok=True)
    po.write_bytes(wanted.po)
    po.with_suffix(".mo").write_bytes(wanted.mo)
    return wanted.words


def main(arguments: Sequence[str] | None = None, code: Path = CODE, po: Path = PO) -> int:
    """Update the catalogue, or with `--check` only say what is wrong; 1 if anything is."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.catalogue",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail if it should")
    found = (problems if parser.parse_args(arguments).check else write)(code, po)
    sys.stderr.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
