"""StatLine as CBS serves it: two services, one description of a table, one way to its figures.

* `service.py`: where CBS serves the two, and how each is asked. `library.py`: what is asked through cbsodata.
* `pager.py`: rows page by page, for all that follows, kept as received. `table_list.py`: which tables there are.
* `table.py`: what a table is made of: measures, dimensions, codes; `description.py` reads it from its parts.
* `query.py`: what the params ask of a table, checked against it and written as OData.
* `download.py`: description and figures as received, complete and checked.
* `stored.py`: stored answers to rows, rows to cells. `periods.py`: codes of periods and words of status.
"""
