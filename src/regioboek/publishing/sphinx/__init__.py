"""The book as Sphinx makes it: our builder, our extension, what is done to a page on its way to HTML."""
