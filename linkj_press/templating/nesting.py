"""Refuses templates that are too long, too deep, or hold numbers that nobody counts to."""

from __future__ import annotations

from typing import Any

from jinja2 import TemplateSyntaxError, nodes
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from linkj_press.message import phrase
from linkj_press.templating.values import LARGEST

TOO_DEEP = phrase("too many tags or brackets stand inside one another")
TOO_LONG = phrase("this template is too long")
_TOO_LARGE = phrase("this number is too large")

_LEVELS = 100
"""The most that Jinja2 goes down without running out of Python's stack."""

_LONGEST = 100_000
"""The most characters of a template. The house's longest has 7,000."""

_UNNAMED = ("varargs", "kwargs")
"""What Jinja2 calls the arguments that a macro does not name."""


class RefusedError(TemplateSyntaxError):
    """What Jinja2 would take, and no release needs. Its message is a phrase."""


class NestedEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox in which what Python cannot compile is a mistake in the template."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if len(source) > _LONGEST:
            line = source.count("\n", 0, _LONGEST) + 1
            raise RefusedError(TOO_LONG, line, name, filename)
        parser = Parser(self, source, name, filename)
        try:
            tree = parser.parse()
        except (RecursionError, ValueError) as error:
            # Python reads numbers of 4,300 digits at most.
            deep = isinstance(error, RecursionError)
            line = parser.stream.current.lineno
            parser.fail(TOO_DEEP if deep else _TOO_LARGE, line, RefusedError)
        depth, line = _find_deepest(tree)
        if depth > _LEVELS:
            raise RefusedError(TOO_DEEP, line, name, filename)
        for const in tree.find_all(nodes.Const):
            if isinstance(const.value, int | float) and not const.value <= LARGEST:
                raise RefusedError(_TOO_LARGE, const.lineno, name, filename)
        for unnamed in tree.find_all(nodes.Name):
            if unnamed.name in _UNNAMED:
                message = phrase("a macro names each thing that it takes")
                raise RefusedError(message, unnamed.lineno, name, filename)
        return tree

    def compile(  # type: ignore[override]
        self,
        source: str | nodes.Template,
        name: str | None = None,
        filename: str | None = None,
        **options: Any,
    ) -> Any:
        """Return the compiled template; raises TemplateSyntaxError, for some a RefusedError."""
        tree = self._parse(source, name, filename) if isinstance(source, str) else source
        try:
            return super().compile(tree, name, filename, **options)
        except (SyntaxError, RecursionError, MemoryError) as error:
            # Python has limits of its own: 20 loops, 100 tags, 200 brackets.
            line = _find_deepest(tree)[1]
            raise RefusedError(TOO_DEEP, line, name, filename) from error


def _find_deepest(tree: nodes.Template) -> tuple[int, int]:
    """Return the number of levels below *tree*, and the line of the last."""
    level: list[nodes.Node] = [tree]
    depth = 0
    while below := [child for node in level for child in node.iter_child_nodes()]:
        level, depth = below, depth + 1
    return depth, level[0].lineno
