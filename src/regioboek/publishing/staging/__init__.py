"""The clean source folder of the book: which pages there are, lists, finder, settings; only changes are written."""
