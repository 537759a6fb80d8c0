"""Reads YAML as people write it: text with the line and column of every value.

The only door to PyYAML. What the values mean is left to the records.
"""

from linkj_press.reading.encoding import (
    Data,
    KeyPath,
    Tree,
    cannot_read,
    cut_language,
    decode_text,
    find_control_character,
    holds_what_nobody_writes,
    read_content,
    read_path,
    read_text,
    show_path,
)
from linkj_press.reading.reader import (
    MOST_LETTERS,
    FileMemory,
    parse_content,
    parse_yaml,
    read_yaml,
)
from linkj_press.reading.writing import (
    CannotWrite,
    add_mappings,
    append_mapping,
    arrange_entries,
    clear_mapping,
    put_scalar,
    quote_scalar,
    remove_key,
    remove_mapping,
    replace_scalar,
    set_blocks,
    set_mapping,
    show_mapping,
)

__all__ = [
    "MOST_LETTERS",
    "CannotWrite",
    "Data",
    "FileMemory",
    "KeyPath",
    "Tree",
    "add_mappings",
    "append_mapping",
    "arrange_entries",
    "cannot_read",
    "clear_mapping",
    "cut_language",
    "decode_text",
    "find_control_character",
    "holds_what_nobody_writes",
    "parse_content",
    "parse_yaml",
    "put_scalar",
    "quote_scalar",
    "read_content",
    "read_path",
    "read_text",
    "read_yaml",
    "remove_key",
    "remove_mapping",
    "replace_scalar",
    "set_blocks",
    "set_mapping",
    "show_mapping",
    "show_path",
]
