"""A disk as a power cut may leave it: every name and every sector new, old, or from in between.

What was written after the last sync of a file may be on the disk or not, sector by sector, and
its length likewise; a name may be there or not until its folder is synced. Within a sector
writes land in their order. A file that is not cut yet has all its bytes, because cutting writes
none. Nothing that was synced is ever taken back.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product, repeat
from pathlib import Path, PurePath
from random import Random
from typing import Final, NamedTuple

SECTOR: Final = 512
"""Bytes that a disk writes whole or not at all."""


@dataclass(frozen=True, slots=True)
class FolderMade:
    """A new folder."""

    path: PurePath


@dataclass(frozen=True, slots=True)
class FileMade:
    """A new file, empty."""

    path: PurePath


@dataclass(frozen=True, slots=True)
class Written:
    """Bytes written at an offset."""

    path: PurePath
    data: bytes
    offset: int


@dataclass(frozen=True, slots=True)
class Cut:
    """A file made this long."""

    path: PurePath
    size: int


@dataclass(frozen=True, slots=True)
class Removed:
    """A file's name taken away."""

    path: PurePath


@dataclass(frozen=True, slots=True)
class Synced:
    """A file's bytes, or a folder's names, told to be on the disk."""

    path: PurePath


Change = FolderMade | FileMade | Written | Cut | Removed | Synced

Tree = Mapping[PurePath, bytes | None]
"""What is in a folder: a file's bytes, None for a folder."""

Draw = Callable[[Random, int], Iterator[int]]
"""Which of so many versions each name or sector is from, one after the other, without end."""


@dataclass(slots=True)
class _File:
    """The versions of a file since it was synced, the oldest first; each follows from a change."""

    versions: list[bytes] = field(default_factory=lambda: [b""])


@dataclass(slots=True)
class _Folder:
    """The versions of a folder's names since it was synced."""

    versions: list[dict[str, "_File | _Folder"]] = field(default_factory=lambda: [{}])


def newest(_chance: Random, count: int) -> Iterator[int]:
    """Everything arrived."""
    return repeat(count - 1)


def oldest(_chance: Random, _count: int) -> Iterator[int]:
    """Nothing arrived that was not synced."""
    return repeat(0)


def one_moment(chance: Random, count: int) -> Iterator[int]:
    """What was written before some moment arrived, in order."""
    return repeat(chance.randrange(count))


def torn(chance: Random, count: int) -> Iterator[int]:
    """In order, and of the last change only some sectors."""
    last = chance.randrange(count)
    return iter(lambda: max(0, last - chance.randrange(2)), None)


def scattered(chance: Random, count: int) -> Iterator[int]:
    """Every sector from a moment of its own."""
    return iter(lambda: chance.randrange(count), None)


class Variant(NamedTuple):
    """One way in which a power cut leaves a disk.

    `has_junk`: where a file grew and its bytes did not arrive, what stood on the disk before.
    """

    names: Draw
    sectors: Draw
    has_junk: bool = False


VARIANTS: Final = [
    Variant(names, *rest)
    for names, rest in product(
        (newest, oldest, one_moment, scattered),
        (
            (newest, False),
            (oldest, False),
            (one_moment, False),
            (torn, False),
            (scattered, False),
            (scattered, True),
        ),
    )
]
"""Every way that is tried at every point."""


class NotThereError(Exception):
    """A change is about a file or a folder that is not there: the thread was lost."""


class Disk:
    """A folder under which things are changed, one after the other, and at some point cut off."""

    def __init__(self) -> None:
        self._root = _Folder()

    def apply(self, change: Change) -> None:
        """Take one change.

        Raises:
            NotThereError: it is about something that is not there.
        """
        match change:
            case FolderMade(path):
                self._rename(path, _Folder())
            case FileMade(path):
                self._rename(path, _File())
            case Removed(path):
                self._rename(path, None)
            case Written(path, data, offset):
                versions = self._file(path).versions
                before = versions[-1].ljust(offset, b"\0")
                versions.append(before[:offset] + data + before[offset + len(data) :])
            case Cut(path, size):
                versions = self._file(path).versions
                versions.append(versions[-1][:size].ljust(size, b"\0"))
            case Synced(path):
                node = self._node(path)
                del node.versions[:-1]

    def _node(self, path: PurePath) -> _File | _Folder:
        found: _File | _Folder | None = self._root
        for name in path.parts:
            found = found.versions[-1].get(name) if isinstance(found, _Folder) else None
        if found is None:
            raise NotThereError(path)
        return found

    def _file(self, path: PurePath) -> _File:
        found = self._node(path)
        if not isinstance(found, _File):
            raise NotThereError(path)
        return found

    def _rename(self, path: PurePath, node: _File | _Folder | None) -> None:
        folder = self._node(path.parent)
        if not isinstance(folder, _Folder):
            raise NotThereError(path)
        names = dict(folder.versions[-1])
        names.pop(path.name, None)
        if node is not None:
            names[path.name] = node
        folder.versions.append(names)

    def rebuilt(self, variant: Variant, chance: Random) -> Tree:
        """What a power cut now leaves, in one of its ways."""
        return dict(_remains(self._root, PurePath(), variant, chance))


def _remains(
    folder: _Folder, at: PurePath, variant: Variant, chance: Random
) -> Iterator[tuple[PurePath, bytes | None]]:
    picks = variant.names(chance, len(folder.versions))
    for name in sorted(set().union(*folder.versions)):
        match folder.versions[next(picks)].get(name):
            case _File(versions):
                yield at / name, _sectors(versions, variant, chance)
            case _Folder() as inner:
                yield at / name, None
                yield from _remains(inner, at / name, variant, chance)


def _sectors(versions: list[bytes], variant: Variant, chance: Random) -> bytes:
    if len(versions) == 1:
        return versions[0]
    picks = variant.sectors(chance, len(versions))
    length = next(picks)
    size = len(versions[length])
    found = bytearray()
    for start in range(0, size, SECTOR):
        pick = next(picks)
        piece = versions[pick][start : start + SECTOR]
        if not piece and pick > length:
            piece = versions[length][start : start + SECTOR]
        elif not piece and variant.has_junk:
            piece = chance.randbytes(SECTOR)
        found += piece.ljust(SECTOR, b"\0")
    return bytes(found[:size])


def build(folder: Path, tree: Tree) -> None:
    """Put what remained into a folder that is new; readable by its owner only, as it was."""
    folder.mkdir(mode=0o700)
    for path, data in tree.items():
        if data is None:
            (folder / path).mkdir(mode=0o700)
        else:
            (folder / path).touch(mode=0o600)
            (folder / path).write_bytes(data)
