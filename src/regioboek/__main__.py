"""`python -m regioboek`: the command where no script is on the path."""

from regioboek.cli.app import main

if __name__ == "__main__":
    main()
