"""How fast it is, measured side by side with others in one run.

Each benchmark is a command, and `python -m tests.benchmarks` is all of them: `screen` for what an
operator feels, `wire` for movements over the network, `plan` for many of them, `growth` for cost
against size; `profile` says where the time goes. What they print is a figure beside its goal; the
suite runs them small, to see that they measure what they say, and holds no figure to the clock.
"""
