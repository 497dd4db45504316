"""The long runs: what must hold however often the program is killed and the server misbehaves."""
