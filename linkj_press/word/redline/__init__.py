"""Writes what differs between two Word files into the new one, as tracked changes."""

from linkj_press.word.redline.files import redline

__all__ = ["redline"]
