"""Jinja2, set up so that every word it prints says where it comes from.

Each literal and each expression of a template is given its place when the template is compiled,
so that nothing has to be guessed from the output.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

from jinja2 import Template, TemplateSyntaxError, nodes
from jinja2.utils import Namespace
from jinja2.visitor import NodeTransformer

from linkj_press.language import Language
from linkj_press.marks import escape_markdown, mark_literal
from linkj_press.message import phrase
from linkj_press.problem import Place
from linkj_press.source import HouseSource, PartnerSource, Source, TemplateSource
from linkj_press.templating.guard import GuardedEnvironment
from linkj_press.templating.inner import (
    FILL,
    INNER_FILTERS,
    JOIN,
    ROUND_COST,
    ROUNDS,
    SLICE,
)

_Compiled = tuple[Any, tuple[Source, ...]]
"""The code of a template, and all the literals that are numbered once it is compiled."""

_COMPILED: dict[tuple[object, ...], _Compiled] = {}
"""What templates and prose compile to, by all that it rests on.

The desks of a process have most of them in common: the two sides of a diff, a desk that is watched.
"""

_MOST_COMPILED = 500


def _compile_once(key: tuple[object, ...], compile_new: Callable[[], _Compiled]) -> _Compiled:
    """Return what *compile_new* returns, or returned before for the same *key*."""
    compiled = _COMPILED.get(key)
    if compiled is None:
        compiled = compile_new()
        if len(_COMPILED) >= _MOST_COMPILED:
            _COMPILED.pop(next(iter(_COMPILED)), None)
        _COMPILED[key] = compiled
    return compiled


class PressEnvironment(GuardedEnvironment):
    """Compiles templates of one language so that their output carries marks."""

    _KEPT_FILTERS = ("default", "map", "reject", "rejectattr", "select", "selectattr")
    """What a release needs of Jinja2's own filters. Most others make HTML, or chance."""

    def __init__(self, language: Language, **options: Any) -> None:
        super().__init__(**options)
        self.language = language
        self.literals: list[Source] = []
        self._numbers: dict[Source, int] = {}
        self.filters = {name: self.filters[name] for name in self._KEPT_FILTERS} | INNER_FILTERS
        self.globals = {"namespace": Namespace}

    def number(self, source: Source) -> int:
        """Return the number by which marks name *source*."""
        if source not in self._numbers:
            self._numbers[source] = len(self.literals)
            self.literals.append(source)
        return self._numbers[source]

    def compile(  # type: ignore[override]
        self,
        source: str | nodes.Template,
        name: str | None = None,
        filename: str | None = None,
        **options: Any,
    ) -> Any:
        """Return the compiled template, which numbers its literals; raises TemplateSyntaxError."""

        def compile_new() -> _Compiled:
            code = super(PressEnvironment, self).compile(source, name, filename, **options)
            return code, tuple(self.literals)

        key = (self.language, source, name, filename, tuple(self.literals))
        code, literals = _compile_once(key, compile_new)
        for literal in literals[len(self.literals) :]:
            self.number(literal)
        return code

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        file = PurePosixPath(filename or "")

        def number(line: int) -> int:
            return self.number(TemplateSource(Place(file, line)))

        def mark(text: str, line: int) -> str:
            """Return the lines of *text*, each with the mark of its place."""
            lines = enumerate(text.splitlines(keepends=True), start=line)
            return "".join(mark_literal(number(at)) + part for at, part in lines)

        tree = super()._parse(source, name, filename)
        unescaped = tree.find(nodes.ScopedEvalContextModifier)
        if unescaped:
            message = phrase("{% autoescape %} is not for templates")
            raise TemplateSyntaxError(message, unescaped.lineno, name, filename)
        marked: nodes.Template = _Marker(mark, number).visit(tree)
        return marked


class ProseEnvironment(GuardedEnvironment):
    """Compiles prose of a record: only ``{{ … }}`` counts, and all else is text."""

    def __init__(self, templates: PressEnvironment) -> None:
        # No file holds control characters, so prose can open no tag and no comment.
        super().__init__(block_start_string="\x01%", comment_start_string="\x01#")
        self._templates = templates
        self.filters = templates.filters
        self.globals = templates.globals

    def compile_prose(self, text: str, source: PartnerSource | HouseSource) -> Template:
        """Return the template of the prose *text*, which begins at *source*.

        Empty lines before it make the template's line numbers those of the file, and these are
        what its marks number.
        """
        key = (self._templates.language, text, source)
        code, _ = _compile_once(key, lambda: (self._compile_prose(text, source), ()))
        return Template.from_code(self, code, {})

    def _compile_prose(self, text: str, source: PartnerSource | HouseSource) -> Any:
        place = source.place
        language = self._templates.language

        def mark_line(text: str, line: int) -> str:
            return mark_literal(line) + text

        def mark(literal: str, line: int) -> str:
            # The lines before the field are not text.
            skipped = place.line - line if line < place.line else 0
            lines = literal.split("\n")[skipped:]
            return mark_lines(lines, line + skipped, language, mark_line)

        padded = "\n" * (place.line - 1) + text
        tree = _Marker(mark, _keep).visit(self._parse(padded, str(place), str(place.path)))
        return self.compile(tree, str(place), str(place.path))


def _keep(line: int) -> int:
    return line


def mark_lines(
    lines: list[str], first: int, language: Language, mark_line: Callable[[str, int], str]
) -> str:
    """Return *lines* of prose, from line *first* on, as marked Markdown joined to one.

    *mark_line* marks Markdown as standing on a line.
    """
    marked: list[str] = []
    last = len(lines) - 1
    for index, line in enumerate(lines):
        # Space at the two ends belongs to what stands there.
        text = line.lstrip(" ") if index else line
        text = text.rstrip(" ") if index < last else text
        joint = language.line_joint if index < last and (text or not index) else ""
        marked.append(mark_line(escape_markdown(text) + joint, first + index))
    return "".join(marked)


class _Marker(NodeTransformer):
    """Gives literals their marks and sends every printed expression through `FILL`."""

    def __init__(self, mark: Callable[[str, int], str], number: Callable[[int], int]) -> None:
        self._mark = mark
        self._number = number

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802
        self.generic_visit(node)
        node.nodes = [converted for child in node.nodes for converted in self._convert(child)]
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:  # noqa: N802
        """Return the filter `JOIN` over the parts: Jinja2's own would escape them for HTML."""
        self.generic_visit(node)
        parts = nodes.List(node.nodes, lineno=node.lineno)
        return _filter(parts, JOIN, nodes.Const(self._number(node.lineno)))

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Expr:  # noqa: N802
        """Send slices, which Python would take of anything, through the filter `SLICE`."""
        self.generic_visit(node)
        if not isinstance(node.arg, nodes.Slice):
            return node
        ends = [node.arg.start, node.arg.stop, node.arg.step]
        return _filter(node.node, SLICE, *(end or nodes.Const(None) for end in ends))

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802
        """Send what a loop goes through by the filter `ROUNDS`, which counts its rounds."""
        length = sum(len(data.data) for data in node.find_all(nodes.TemplateData))
        self.generic_visit(node)
        node.iter = _filter(node.iter, ROUNDS, nodes.Const(ROUND_COST + length))
        return node

    def visit_Include(self, node: nodes.Include) -> nodes.Include:  # noqa: N802
        """Count what is included: a file may include itself in two places."""
        self.generic_visit(node)
        node.template = _filter(node.template, ROUNDS, nodes.Const(ROUND_COST))
        return node

    def visit_Import(self, node: nodes.Import) -> nodes.Import:  # noqa: N802
        """Let macros of other files see the release: their writers expect it."""
        node.with_context = True
        return node

    def visit_FromImport(self, node: nodes.FromImport) -> nodes.FromImport:  # noqa: N802
        node.with_context = True
        return node

    def _convert(self, child: nodes.Expr) -> Iterator[nodes.Expr]:
        if isinstance(child, nodes.TemplateData):
            child.data = self._mark(child.data, child.lineno)
            yield child
        elif isinstance(child, nodes.Filter) and child.name == JOIN:
            # {{ a ~ b }} is {{ a }}{{ b }}: each part keeps its own source.
            assert isinstance(child.node, nodes.List)
            for part in child.node.items:
                yield from self._convert(part)
        else:
            yield nodes.TemplateData(mark_literal(self._number(child.lineno)), lineno=child.lineno)
            yield _filter(child, FILL)


def _filter(child: nodes.Node, name: str, *args: nodes.Expr) -> nodes.Filter:
    assert isinstance(child, nodes.Expr)
    return nodes.Filter(child, name, list(args), [], None, None, lineno=child.lineno)
