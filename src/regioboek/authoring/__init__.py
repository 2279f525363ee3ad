"""What writes into `params/` for a person: a new indicator from a table of StatLine, and finding that table."""
