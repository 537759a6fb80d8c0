"""Compares: two wordings of a text, two releases, and two revisions of a whole desk."""
