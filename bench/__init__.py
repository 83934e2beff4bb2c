"""The measurements: `make bench`, one JSON line each; `ONLY=family` runs one family, `FULL=1` the long form."""
