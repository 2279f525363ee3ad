"""Outside world -> snapshot -> raw tables: files are copied, hashed, read and checked here."""
