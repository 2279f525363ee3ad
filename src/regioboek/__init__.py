"""regioboek: a reproducible regional report book from open figures.

The rooms follow the flow of data: params -> sources -> observations -> findings -> pages -> book.
This file stays empty of imports, so that the papermill engine can be imported on its own.
"""

__version__ = "0.1.0"
