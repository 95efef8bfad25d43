"""`python -m latchkey` is the command `latchkey`."""

from latchkey.cli.commands import main

if __name__ == "__main__":
    main()
