"""The vocabulary of the rules: files of words, with examples, for people to review."""

import re
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from linkj_press.language import Language
from linkj_press.reading import parse_content
from linkj_press.text.patterns import compile_pattern


@cache
def load_words(name: str) -> Any:
    """Return what the file *name*, without its ending, says: ``load_words("titles")``."""
    file = Path(__file__).with_name(f"{name}.yaml")
    return parse_content(file.read_bytes(), PurePosixPath(file.name)).data


@cache
def join_listed(name: str, key: str, language: Language) -> str:
    """Return the pattern of any of the patterns that the file *name* lists under *key*."""
    return f"(?:{'|'.join(load_words(name)[key][language]) or '(?!)'})"


@cache
def match_listed(name: str, key: str, language: Language | None = None) -> re.Pattern[str]:
    """Return what finds the patterns listed under *key*, of both languages where none is told.

    In English they begin a word; capitals or small letters are all one.
    """
    ja, en = (join_listed(name, key, each) for each in Language)
    sides = {Language.JA: ja, Language.EN: rf"\b{en}"}
    return compile_pattern(sides[language] if language else "|".join(sides.values()), re.IGNORECASE)
