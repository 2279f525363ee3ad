"""From the outside world to files: the only part of the package that uses a network."""
