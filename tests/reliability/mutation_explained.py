"""Mutants that no test can notice, and why: what they change makes no difference."""

from typing import Final

EXPLAINED: Final[dict[tuple[str, str, str], str]] = {}
"""By module, place and change."""
