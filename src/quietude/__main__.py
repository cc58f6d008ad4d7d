"""``python -m quietude``: the same as ``quietude``, also where the command is not on the search path."""

from quietude.cli.main import main

if __name__ == "__main__":
    main()
