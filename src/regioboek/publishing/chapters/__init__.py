"""The written chapters with their marks filled: tables, rules and lists from the edition itself."""
