"""Executed notebooks and chapters -> staged book -> site."""
