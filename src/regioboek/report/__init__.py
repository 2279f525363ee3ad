"""What a notebook calls: figures, maps, tables, sentences about one region, indicator or theme."""
