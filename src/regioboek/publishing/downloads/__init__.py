"""What lies beside a page: its figures as CSV, and these with the notebook as ZIP."""
