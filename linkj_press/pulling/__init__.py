"""Pulls: takes what people changed in a Word draft back into the files it was made from."""
