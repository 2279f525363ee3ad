"""The kinds of pages: every module here has one as `KIND`, and is found because it lies here."""
