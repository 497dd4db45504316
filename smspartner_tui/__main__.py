"""`python -m smspartner_tui` is `smspartner-tui`."""

from smspartner_tui.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
