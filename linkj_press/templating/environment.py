"""Jinja2, set up so that every word it prints says where it comes from.

Each literal and each expression of a template is given its place when the template is compiled,
so that nothing has to be guessed from the output.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, UndefinedError, nodes
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import Namespace, missing
from jinja2.visitor import NodeTransformer

from linkj_press.language import Language
from linkj_press.marks import Fill, escape_markdown, mark_literal
from linkj_press.partial_date import PartialDate
from linkj_press.problem import Place
from linkj_press.source import HouseSource, PartnerSource, Source, TemplateSource
from linkj_press.templating.inner import FILL, INNER_FILTERS, JOIN, SLICE
from linkj_press.templating.values import TemplateFault, Unprintable, Unset

_OPEN = Unprintable | LoopContext | TemplateModule

_WITHOUT_FIELDS = str | int | float | date | PartialDate | Fill
"""Values whose attributes are Python's, and not for templates."""


class UndefinedNameError(UndefinedError):
    """A name or field that does not exist, with what was asked of what."""

    def __init__(self, undefined: NamedUndefined, message: str | None = None) -> None:
        super().__init__(message)
        self.undefined = undefined


class NamedUndefined(StrictUndefined):
    """An undefined value whose error says which name was asked of which object."""

    __slots__ = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self._undefined_exception is UndefinedError:
            named = partial(UndefinedNameError, self)
            self._undefined_exception = named  # type: ignore[assignment]

    @property
    def asked(self) -> str:
        """The name that does not exist."""
        return str(self._undefined_name)

    @property
    def owner(self) -> object:
        """What was asked for it; None for a name that stands alone."""
        return None if self._undefined_obj is missing else self._undefined_obj


class GuardedEnvironment(SandboxedEnvironment):
    """A sandbox in which text has no fields and no operators, and an empty field is its gap."""

    intercepted_binops = frozenset(["**", "*", "+", "%"])
    """Operators that must not build text: the result could be markup, or larger than memory."""

    def __init__(self, **options: Any) -> None:
        # Templates hold nothing that is worth working out ahead of time.
        super().__init__(autoescape=True, undefined=NamedUndefined, optimized=False, **options)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Return the result for two numbers, and refuse anything else."""
        if operator == "**" or not (isinstance(left, int) and isinstance(right, int)):
            raise TemplateFault(f"{operator} is not for text", "put texts side by side, or use ~")
        return super().call_binop(context, operator, left, right)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return a field of *obj*: of a text none, of an empty field the same gap."""
        if isinstance(obj, _OPEN) and not attribute.startswith("_"):
            # Our own views, `loop`, imports: every other name is for templates, so ask no more.
            try:
                return getattr(obj, attribute)
            except AttributeError:
                pass
        if isinstance(obj, Unset):
            return obj
        if isinstance(obj, _WITHOUT_FIELDS):
            return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return an entry of *obj*, or its field of that name."""
        if isinstance(obj, str | int):
            return self.getattr(obj, str(argument))
        return super().getitem(obj, argument)


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
            message = "{% autoescape %} is not for templates"
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
        code = self.compile(tree, str(place), str(place.path))
        return Template.from_code(self, code, {})


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


def _filter(child: nodes.Expr, name: str, *args: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(child, name, list(args), [], None, None, lineno=child.lineno)
