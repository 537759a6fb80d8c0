"""Jinja2, set up so that every word it prints says where it comes from.

Each literal and each expression of a template is given its place when the template is compiled,
so that nothing has to be guessed from the output.
"""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import PurePosixPath
from threading import RLock
from typing import Any, NamedTuple

from jinja2 import Environment, Template, TemplateSyntaxError, nodes
from jinja2.lexer import Lexer
from jinja2.visitor import NodeTransformer

from linkj_press.cache import Cache, hash_program, sign_library
from linkj_press.draft.document import HouseSource, PartnerSource, Source, TemplateSource
from linkj_press.draft.marks import mark_lines, mark_literal
from linkj_press.draft.templating.filters import make_filters
from linkj_press.draft.templating.guard import GuardedEnvironment, RefusedError, call_operation
from linkj_press.draft.templating.values import Space
from linkj_press.language import Language
from linkj_press.message import phrase
from linkj_press.problem import Place

_Repeated = nodes.Template | nodes.Block | nodes.Macro | nodes.CallBlock | nodes.For
_Named = nodes.Extends | nodes.Include | nodes.Import | nodes.FromImport

_Compiled = tuple[Any, tuple[Source, ...]]
"""The code of a template, and the literals that are numbered for it."""

_COMPILED: dict[tuple[object, ...], _Compiled] = {}
"""What templates and prose compile to, by all that it rests on.

The desks of a process have most of them in common: the two sides of a diff, a desk that is watched.
"""

_MOST_COMPILED = 500

_COMPILING = RLock()
"""Held while something is compiled: of literals that two threads number at once, marks name others.
"""


def _compile_once(key: tuple[object, ...], compile_new: Callable[[], _Compiled]) -> _Compiled:
    with _COMPILING:
        compiled = _COMPILED.get(key)
        if compiled is None:
            compiled = _compile_or_find(key, compile_new)
            if len(_COMPILED) >= _MOST_COMPILED:
                _COMPILED.pop(next(iter(_COMPILED)), None)
            _COMPILED[key] = compiled
        return compiled


_KEPT = Cache("templates")


def _compile_or_find(key: tuple[object, ...], compile_new: Callable[[], _Compiled]) -> _Compiled:
    """Return what *compile_new* makes, or made at another start of the program."""
    kept_as = (hash_program(), sign_library("jinja2.compiler"), key)
    kept = _KEPT.get(kept_as)
    if kept is not None:
        code, lines = kept
        return code, tuple(TemplateSource(Place(PurePosixPath(path), line)) for path, line in lines)
    code, literals = compile_new()
    places = [each.place for each in literals if isinstance(each, TemplateSource)]
    _KEPT.put(kept_as, (code, [(str(place.path), place.line) for place in places]))
    return code, literals


class PressEnvironment(GuardedEnvironment):
    """Compiles templates of one language so that their output carries marks."""

    def __init__(self, language: Language, **options: Any) -> None:
        super().__init__(**options)
        self.language = language
        self.literals: list[Source] = []
        self._numbers: dict[Source, int] = {}
        self.filters = make_filters(language)
        self.globals = {"namespace": Space}

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
            return code, tuple(self.literals[len(before) :])

        with _COMPILING:
            before = tuple(self.literals)
            key = (self.language, source, name, filename, before)
            code, literals = _compile_once(key, compile_new)
            for literal in literals:
                self.number(literal)
            return code

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        file = PurePosixPath(filename or "")

        def number(line: int) -> int:
            return self.number(TemplateSource(Place(file, line)))

        def mark(text: str, line: int) -> str:
            lines = enumerate(text.splitlines(keepends=True), start=line)
            return "".join(mark_literal(number(at)) + part for at, part in lines)

        tree = super()._parse(source, name, filename)
        marked: nodes.Template = _Marker(mark, number, str(file)).visit(tree)
        return marked


# No file holds control characters, so prose can open no tag and no comment.
_NO_TAGS = {"block_start_string": "\x01%", "comment_start_string": "\x01#"}


class ProseEnvironment(GuardedEnvironment):
    """Compiles prose of a record: only ``{{ … }}`` counts, and all else is text."""

    def __init__(self, templates: PressEnvironment) -> None:
        super().__init__(**_NO_TAGS)
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
        first, name, file = source.place.line, str(source.place), str(source.place.path)

        def mark_line(text: str, line: int) -> str:
            return mark_literal(line) + text

        def mark(literal: str, line: int) -> str:
            # The lines before the field are not text.
            skipped = max(first - line, 0)
            return mark_lines(literal.split("\n")[skipped:], line + skipped, mark_line)

        tree = self._parse("\n" * (first - 1) + text, name, file)
        tree = _Marker(mark, lambda line: line, file).visit(tree)
        return self.compile(tree, name, file)


class ProsePiece(NamedTuple):
    """A part of prose as it is written."""

    raw: str
    is_expression: bool
    """Whether it is ``{{ … }}``; else it is text."""


_BEGINS = {"variable_begin": "{{", "block_begin": "{%", "comment_begin": "{#"}
_ENDS = ("variable_end", "block_end", "comment_end")


def cut_prose(raw: str) -> tuple[ProsePiece, ...]:
    """Return *raw* prose in pieces, cut where `ProseEnvironment` cuts it; joined, they are *raw*.

    Prose that it cannot cut is text altogether.
    """
    return _cut(raw, _make_prose_lexer())


def cut_template(raw: str) -> tuple[ProsePiece, ...]:
    """Return *raw*, a line of a template, in pieces: words, and what is between braces.

    One that it cannot cut, as of a tag that goes on, is text altogether.
    """
    return _cut(raw, _make_template_lexer())


def _cut(raw: str, lexer: Lexer) -> tuple[ProsePiece, ...]:
    cuts, at = [0], 0
    try:
        for _, kind, token in lexer.tokeniter(raw, None):
            if kind in _BEGINS:
                at = raw.index(_BEGINS[kind], at)  # a {{- takes space before it away
                cuts.append(at)
            for _ in token:  # a line end is one character there, and maybe two here
                at += 2 if raw.startswith("\r\n", at) else 1
            if kind in _ENDS:
                cuts.append(at)
    except TemplateSyntaxError:
        cuts = [0]
    parts = [raw[start:end] for start, end in pairwise([*cuts, len(raw)])]
    return tuple(ProsePiece(part, bool(index % 2)) for index, part in enumerate(parts) if part)


@cache
def _make_template_lexer() -> Lexer:
    return Environment(autoescape=True).lexer


@cache
def _make_prose_lexer() -> Lexer:
    return Environment(**_NO_TAGS).lexer  # type: ignore[arg-type]


class _Marker(NodeTransformer):
    """Gives literals their marks and sends every expression to the operation that it needs."""

    def __init__(
        self, mark: Callable[[str, int], str], number: Callable[[int], int], file: str
    ) -> None:
        self._mark = mark
        self._number = number
        self._file = file

    def generic_visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> nodes.Node:
        message = ""
        match node:
            case nodes.ScopedEvalContextModifier():
                message = phrase("{% autoescape %} is not for templates")
            case nodes.FilterBlock():
                message = phrase("{% filter %} is not for templates: write {{ … | … }}")
            case nodes.AssignBlock() if node.filter:
                message = phrase("{% set %} takes no filter: write {{ … | … }} inside it")
        if message:
            raise RefusedError(message, node.lineno, filename=self._file)
        return super().generic_visit(node, *args, **kwargs)

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802
        self.generic_visit(node)
        node.nodes = [converted for child in node.nodes for converted in self._mark_part(child)]
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:  # noqa: N802
        """Return the joint of the parts: Jinja2's own would escape them for HTML."""
        self.generic_visit(node)
        number = nodes.Const(self._number(node.lineno))
        return call_operation("join", number, *node.nodes, lineno=node.lineno)

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Expr:  # noqa: N802
        """Cut what is sliced, which Python would take of anything."""
        self.generic_visit(node)
        if not isinstance(node.arg, nodes.Slice):
            return node
        ends = [end or nodes.Const(None) for end in (node.arg.start, node.arg.stop, node.arg.step)]
        return call_operation("cut", node.node, *ends, lineno=node.lineno)

    def visit_List(self, node: nodes.List | nodes.Tuple) -> nodes.Expr:  # noqa: N802
        self.generic_visit(node)
        if isinstance(node, nodes.Tuple) and node.ctx != "load":
            return node  # names that something is unpacked to
        return call_operation("hold", *node.items, lineno=node.lineno)

    visit_Tuple = visit_List  # noqa: N815

    def visit_Dict(self, node: nodes.Dict) -> nodes.Expr:  # noqa: N802
        self.generic_visit(node)
        return call_operation("key", node, lineno=node.lineno)

    def visit_Compare(self, node: nodes.Compare | nodes.Test) -> nodes.Expr:  # noqa: N802
        self.generic_visit(node)
        return call_operation("judge", node, lineno=node.lineno)

    visit_Test = visit_Compare  # noqa: N815

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802
        self._visit_body(node)
        node.iter = call_operation("go_through", node.iter, lineno=node.lineno)
        return node

    def _visit_body(self, node: _Repeated) -> _Repeated:
        """Let *node* count the words of its body whenever it is gone through."""
        size = nodes.Const(sum(len(data.data) for data in node.find_all(nodes.TemplateData)))
        self.generic_visit(node)
        step = call_operation("step", size, lineno=node.lineno)
        node.body.insert(0, nodes.ExprStmt(step, lineno=node.lineno))
        return node

    visit_Template = visit_Block = visit_Macro = visit_CallBlock = _visit_body  # noqa: N815

    def _visit_template_name(self, node: _Named) -> _Named:
        self.generic_visit(node)
        node.template = call_operation("name", node.template, lineno=node.lineno)
        return node

    visit_Extends = visit_Include = _visit_template_name  # noqa: N815

    def visit_Import(self, node: nodes.Import | nodes.FromImport) -> nodes.Node:  # noqa: N802
        """Let macros of other files see the release: their writers expect it."""
        node.with_context = True
        return self._visit_template_name(node)

    visit_FromImport = visit_Import  # noqa: N815

    def _mark_part(self, child: nodes.Expr) -> Iterator[nodes.Expr]:
        if isinstance(child, nodes.TemplateData):
            child.data = self._mark(child.data, child.lineno)
            yield child
        elif (
            isinstance(child, nodes.Call)
            and isinstance(child.node, nodes.EnvironmentAttribute)
            and child.node.name == "join"
        ):
            # {{ a ~ b }} is {{ a }}{{ b }}: each part keeps its own source.
            for part in child.args[1:]:
                yield from self._mark_part(part)
        else:
            yield nodes.TemplateData(mark_literal(self._number(child.lineno)), lineno=child.lineno)
            yield call_operation("fill", child, lineno=child.lineno)
