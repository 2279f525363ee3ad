"""The `regioboek` command: `app` reads the command line, `console` says things, the rest are groups of commands."""
