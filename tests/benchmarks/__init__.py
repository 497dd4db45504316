"""How fast it is, measured side by side with others in one run.

Each benchmark is a command: `python -m tests.benchmarks.wire` for the time of movements over
the network. What it prints is a figure beside its goal; the suite runs it small, to see that it
measures what it says, and holds no figure to the clock.
"""
