"""Reads pages as others do: their words by an HTML parser, their faults by the W3C's validator."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from tests.conftest import REPOSITORY

Page = Any
"""An element of `lxml.html`, which has no types."""

_VALIDATOR = REPOSITORY / ".venv/vnu/node_modules/vnu-jar/build/dist/vnu.jar"
"""From npm, as `.ci/run` puts it there; Python has no well-kept one."""


def parse(page: str | bytes) -> Page:
    content = page.encode() if isinstance(page, str) else page
    return lxml.html.document_fromstring(content, parser=lxml.html.HTMLParser(encoding="utf-8"))


def read_article(page: Page) -> list[str]:
    """Return the text of each heading and paragraph of the release, in order."""
    (article,) = page.iter("article")
    return [element.text_content() for element in article.iter("h1", "h2", "p")]


def require_validator() -> list[str]:
    """Return the command that validates pages; without it a test is skipped, but never in CI."""
    java = shutil.which("java")
    if not (java and _VALIDATOR.exists()) and not os.environ.get("CI"):
        pytest.skip("Java or the validator (npm: vnu-jar) is not installed")
    assert java, "CI must have Java"
    assert _VALIDATOR.exists(), "CI must have the validator"
    return [java, "-jar", str(_VALIDATOR)]


def validate(folder: Path) -> str:
    """Return what the validator says of the pages in *folder*: nothing where all are valid."""
    pages = sorted(folder.glob("*.html"))
    assert pages
    command = [*require_validator(), *map(str, pages)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.stderr
