"""Reads YAML as people write it: text with the line and column of every value.

The only door to PyYAML. What the values mean is left to the records.
"""

from linkj_press.reading.encoding import decode_text, holds_what_nobody_writes, read_text
from linkj_press.reading.quoting import quote_scalar
from linkj_press.reading.reader import MOST_LETTERS, parse_yaml, read_yaml
from linkj_press.reading.tree import Data, Path, Tree, cannot_read, read_path, show_path
from linkj_press.reading.writing import CannotWrite, replace_scalar, set_mapping

__all__ = [
    "MOST_LETTERS",
    "CannotWrite",
    "Data",
    "Path",
    "Tree",
    "cannot_read",
    "decode_text",
    "holds_what_nobody_writes",
    "parse_yaml",
    "quote_scalar",
    "read_path",
    "read_text",
    "read_yaml",
    "replace_scalar",
    "set_mapping",
    "show_path",
]
