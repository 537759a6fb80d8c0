"""What is still open before a release is final: a table of what, who and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text as Styled

from linkj_press.catalogue import Catalogue
from linkj_press.checking.readiness import Open, Owner
from linkj_press.document import Gap
from linkj_press.language import Language
from linkj_press.message import Message, say, say_number
from linkj_press.records import Issuer, Partner
from linkj_press.terminal import theme
from linkj_press.terminal.prose import Prose

_TRANSLATIONS = {
    Language.JA: say("Japanese translation"),
    Language.EN: say("English translation"),
}


@dataclass(frozen=True)
class OpenTable:
    """The open fields of one release."""

    partner: Partner
    issuer: Issuer
    rows: Sequence[Open]
    catalogue: Catalogue

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Prose(Styled(self.catalogue.tell(self._make_title()), theme.PARTNER))
        if self.rows:
            yield self._make_table()

    def _make_title(self) -> Message:
        name = self._name_partner()
        if not self.rows:
            return say("{name}: nothing is open", name=name)
        return say_number(
            "{name}: {number} field is open",
            "{name}: {number} fields are open",
            len(self.rows),
            name=name,
        )

    def _make_table(self) -> Table:
        tell = self.catalogue.tell
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1))
        for heading in (say("What"), say("Who"), say("Where")):
            table.add_column(tell(heading))
        for row in self.rows:
            where = f"{row.where.path}:{row.where.line} {row.field}"
            what = Styled(self._tell_gap(row), theme.GAP)
            table.add_row(Prose(what), Prose(Styled(self._name(row.owner))), Prose(Styled(where)))
        return table

    def _name(self, owner: Owner) -> str:
        match owner:
            case Owner.PARTNER:
                return self._name_partner()
            case Owner.ISSUER:
                return self.issuer.short
            case Owner.TRANSLATOR:
                return self.catalogue.tell(say("translator"))

    def _name_partner(self) -> str:
        full = self.partner.name.full
        return full.get(self.catalogue.language) or full.ja or full.en or ""

    def _tell_gap(self, row: Open) -> str:
        """Return what is missing, as a draft has it."""
        language = self.catalogue.language
        if row.gap is Gap.TRANSLATION:
            return ", ".join(self.catalogue.tell(_TRANSLATIONS[lang]) for lang in row.labels)
        return row.labels.get(language) or next(iter(row.labels.values()))
