"""Refuses templates whose tags and brackets stand too deep inside one another."""

from __future__ import annotations

from typing import Any

from jinja2 import TemplateSyntaxError, nodes
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from linkj_press.message import phrase

TOO_DEEP = phrase("too many tags or brackets stand inside one another")

_LEVELS = 100
"""The most that Jinja2 goes down without running out of Python's stack."""


class NestedEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox in which what Python cannot compile is a mistake in the template."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parser = Parser(self, source, name, filename)
        try:
            tree = parser.parse()
        except (RecursionError, ValueError) as error:
            # Python reads numbers of 4,300 digits at most.
            deep = isinstance(error, RecursionError)
            message = TOO_DEEP if deep else phrase("a number has too many digits")
            parser.fail(message, parser.stream.current.lineno)
        depth, line = _find_deepest(tree)
        if depth > _LEVELS:
            raise TemplateSyntaxError(TOO_DEEP, line, name, filename)
        return tree

    def compile(  # type: ignore[override]
        self,
        source: str | nodes.Template,
        name: str | None = None,
        filename: str | None = None,
        **options: Any,
    ) -> Any:
        """Return the compiled template; raises TemplateSyntaxError."""
        tree = self._parse(source, name, filename) if isinstance(source, str) else source
        try:
            return super().compile(tree, name, filename, **options)
        except (SyntaxError, RecursionError, MemoryError) as error:
            # Python has limits of its own: 20 loops, 100 tags, 200 brackets.
            line = _find_deepest(tree)[1]
            raise TemplateSyntaxError(TOO_DEEP, line, name, filename) from error


def _find_deepest(tree: nodes.Template) -> tuple[int, int]:
    """Return the number of levels below *tree*, and the line of the last."""
    level: list[nodes.Node] = [tree]
    depth = 0
    while below := [child for node in level for child in node.iter_child_nodes()]:
        level, depth = below, depth + 1
    return depth, level[0].lineno
