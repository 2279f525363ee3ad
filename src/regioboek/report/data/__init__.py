"""What a page may read of an edition: its tables, opened once per process and indexed by region and indicator."""
