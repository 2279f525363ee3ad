"""Observations -> trend, position, aggregates, uncertainty. Knows no files, no notebooks, no HTML."""
