"""StatLine as CBS serves it: two services, one description of a table, one way to its figures.

* `table.py`: what a table is made of: measures, dimensions, codes. `v3_metadata.py` and `v4_metadata.py` read it.
* `periods.py`: codes of periods and words of status.
* `plan.py`: what the params ask of a table, checked against it; `filters.py` writes that as OData.
* `v3_download.py` and `v4_download.py`: the pages as received, complete and checked (`pages.py`).
* `v3_rows.py` and `v4_rows.py`: stored pages to cells; `figures.py`: cells to figures of an edition.
* `catalogue.py`: which tables there are. `service.py`: where CBS serves them.
"""
