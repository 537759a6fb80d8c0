"""What the rows of the benchmarks share: the workspace, a scratch folder, processes, the peer."""

from __future__ import annotations

import importlib
import importlib.util
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from linkj_press.build.enclosures import write_release
from linkj_press.draft.document import Document
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.workspace.loading import Workspace, load_workspace
from tests.benchmarks.equal_template import Values, find_missing, make_template
from tests.benchmarks.measuring import Action, Interpreter
from tests.benchmarks.workspaces import MODEL

PROGRAM = ("-c", "from linkj_press.cli.main import start; start()")
"""What the installed script `linkj-press` does."""


@dataclass(frozen=True)
class Bench:
    """The place where the benchmarks run."""

    repository: Path
    scratch: Path
    quick: bool
    _numbers: count[int] = field(default_factory=lambda: count(1))

    @property
    def python(self) -> Interpreter:
        """Where processes are started, which find what those before them kept."""
        return Interpreter(self.repository, self.scratch / "compiled", self.scratch / "kept")

    @property
    def first_python(self) -> Interpreter:
        """The same, but as on the day on which the program comes to a machine: nothing is kept."""
        return replace(self.python, kept=self.fresh())

    @property
    def process_rounds(self) -> int:
        """How often a process runs."""
        return 5 if self.quick else 15

    @property
    def call_rounds(self) -> int:
        """How often something in a warm process runs."""
        return 15 if self.quick else 60

    @cached_property
    def workspace(self) -> Workspace:
        """The real workspace."""
        return load_workspace(self.repository)

    @cached_property
    def drafter(self) -> Drafter:
        """The drafter of the real workspace; templates are compiled once something is drafted."""
        return Drafter(self.workspace)

    @property
    def has_docxtpl(self) -> bool:
        """Whether the peer is installed."""
        return importlib.util.find_spec("docxtpl") is not None

    def fresh(self) -> Path:
        """Return a path in the scratch folder at which nothing stands."""
        return self.scratch / f"fresh-{next(self._numbers)}"

    def draft_model(self) -> list[Document]:
        """Return the model's release in both languages."""
        return [self.drafter.draft(MODEL, language) for language in Language]

    def write(self, document: Document) -> bytes:
        """Return *document* as a .docx file."""
        return write_release(document, self.workspace.house.look.record, self.repository)

    def make_peer(self, document: Document) -> Peer:
        """Return docxtpl's way to the text of *document*.

        Raises ValueError when either file does not hold all of the text: then they do not compare.
        """
        template = self.fresh().with_suffix(".docx")
        peer = Peer(template, make_template(document, template))
        for whose, file in (("linkj-press", self.write(document)), ("docxtpl", peer.render())):
            if missing := find_missing(document, file):
                raise ValueError(f"the file of {whose} lacks {len(missing)} lines: {missing[:3]}")
        return peer


@dataclass(frozen=True)
class Peer:
    """A template of docxtpl and what fills it."""

    template: Path
    values: Values

    def render(self) -> bytes:
        """Return the .docx file that docxtpl makes."""
        rendered: bytes = _find_render()(self.template, self.values)
        return rendered

    def keep_values(self) -> Path:
        """Write the values where the peer's process finds them; return the template."""
        self.template.with_suffix(".json").write_text(json.dumps(self.values), "utf-8")
        return self.template


def _find_render() -> Callable[[Path, Values], bytes]:
    # Not at the top: the other rows run without docxtpl.
    module = importlib.import_module("tests.benchmarks.docxtpl_peer")
    render: Callable[[Path, Values], bytes] = module.render
    return render


def zip_again(file: bytes) -> Action:
    """Return an action that zips the parts of *file* again, and no harder than we do."""
    with ZipFile(io.BytesIO(file)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}

    def zip_parts() -> None:
        with ZipFile(io.BytesIO(), "w", ZIP_DEFLATED, compresslevel=3) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)

    return zip_parts
