"""The pure rooms: values and rules, without a screen, a file or a wire."""

from hypothesis import settings

# A busy machine is no bug: only what a test says can make it fail.
unhurried = settings(deadline=None)
