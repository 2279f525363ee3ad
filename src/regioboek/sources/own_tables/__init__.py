"""A bureau's own tables: CSV, XLSX, Parquet and SPSS with a mapping of columns in the params, and no code.

The way of a table: `opening` looks what a file really is; `delimited_file`, `xlsx`, `parquet_file` and `spss` give its
rows as a :class:`~regioboek.sources.own_tables.grid.Grid`; `mapping` finds the declared columns in its header; `tidy`
makes one row per figure of it; `regions` turns what the table calls a region into a code; `figures` puts it together.
"""
