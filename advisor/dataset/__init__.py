"""A witness: data files become measured facts, one check a file, with where each figure is from."""
