"""From a file's bytes to a grid of cells, whatever its format: text, spreadsheets, Parquet, SPSS, geometry."""
