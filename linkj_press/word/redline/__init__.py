"""Writes what differs between two Word files into the new one, as tracked changes."""

from linkj_press.word.redline.files import check_parts, redline

__all__ = ["check_parts", "redline"]
