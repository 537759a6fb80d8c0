"""The vocabulary of the rules: files of words, with examples, for people to review."""

from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from linkj_press.reading import parse_yaml


@cache
def load_words(name: str) -> Any:
    """Return what the file *name*, without its ending, says: ``load_words("titles")``."""
    file = Path(__file__).with_name(f"{name}.yaml")
    return parse_yaml(file.read_text("utf-8"), PurePosixPath(file.name)).data
