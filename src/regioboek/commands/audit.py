"""`regioboek audit`: a seeded sample of pages, re-run and compared."""
