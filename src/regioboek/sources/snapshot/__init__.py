"""The frozen sources of an edition: gathered, locked, placed, opened, fetched and compared."""
