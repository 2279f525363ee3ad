"""What each command does, from the rooms of the flow; `cli.py` only reads arguments and calls these."""
