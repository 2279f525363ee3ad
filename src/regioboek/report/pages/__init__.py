"""The pages: what each cell of a notebook shows of a region, an indicator or a theme."""
