"""Looking a release through: what changed, the redline, the proof sheet; and its correction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from linkj_press.build.proof import make_proof
from linkj_press.catalogue import Catalogue
from linkj_press.desk.acts import Acts, Answer
from linkj_press.desk.changes import compare_release, find_stage, mark_changes
from linkj_press.desk.editing import record
from linkj_press.desk.forms import Form, NotDone
from linkj_press.desk.routes import Office
from linkj_press.desk.sending import name_redline
from linkj_press.desk.snapshot import Snapshot
from linkj_press.diff.report import tell_notes
from linkj_press.folder import find_file
from linkj_press.language import Language
from linkj_press.life.correcting import (
    NothingToCorrect,
    begin_correction,
    find_open_correction,
    find_wrong,
    name_correction,
)
from linkj_press.life.stages import STAGES, Stage
from linkj_press.message import Message, say
from linkj_press.pull.files import Files
from linkj_press.reading import Data
from linkj_press.record.further import CorrectedPassage
from linkj_press.workspace.copies import Copy
from linkj_press.workspace.writing import Change

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_PRINTED = "; ".join(
    ("sandbox", "default-src 'none'", "style-src 'unsafe-inline'", "img-src data:")
)
"""The policy of a page that is complete in itself, and runs nothing."""


_UNDER_WAY = say("The correction is under way: fill in what is right.")


@dataclass(frozen=True)
class ReviewRoutes:
    """Answers requests about them."""

    office: Office
    acts: Acts

    def list_routes(self) -> list[Route]:
        """Return the routes."""
        release = "/releases/{partner}"
        return [
            Route(f"{release}/changes", self.show_changes),
            Route(f"{release}/redline/{{stage}}/{{language}}.docx", self.take_redline),
            Route(f"{release}/proof", self.show_proof),
            Route(f"{release}/correct", self.acts.answer_release(self.correct), methods=["POST"]),
        ]

    def show_proof(self, request: Request) -> Response:
        """Return the sheet for reading the release aloud, to be printed. Raises ProblemsFound."""
        now, partner = self.office.find_asked(request)
        today = self.office.desk.clock.find_today()
        sheet = make_proof(now.workspace, partner, self.office.speak(request), today)
        return HTMLResponse(sheet.render(), headers={"Content-Security-Policy": _PRINTED})

    def show_changes(self, request: Request) -> Response:
        """Return what changed in a release since it was built, sent or published.

        Raises HTTPException for any other stage.
        """
        now, partner = self.office.find_asked(request)
        since = request.query_params.get("since") or find_stage(now, partner)
        if since not in set(Stage):
            raise HTTPException(404)
        changes = compare_release(now, partner, Stage(since))
        return self.office.render(
            request,
            "changes.html",
            now,
            partner=partner,
            changes=changes,
            stages=STAGES,
            notes=tell_notes,
        )

    def take_redline(self, request: Request) -> Response:
        """Return a Word file with what changed since a stage tracked. Raises HTTPException."""
        now, partner = self.office.find_asked(request)
        stage, language = request.path_params["stage"], request.path_params["language"]
        if stage not in set(Stage) or language not in now.list_languages(partner):
            raise HTTPException(404)
        moment = self.office.desk.clock.find_now()
        signed = now.workspace.house.issuer.record.short, moment
        content = mark_changes(now, (partner, Language(language)), Stage(stage), signed)
        if content is None:
            raise HTTPException(404)
        name = name_redline(now, partner, Language(language), self.office.speak(request))
        headers = {"Content-Disposition": f"attachment; filename*=utf-8''{quote(name)}"}
        return Response(content, media_type=_WORD, headers=headers)

    def correct(self, partner: str, form: Form, _catalogue: Catalogue) -> Answer:
        """Begin the correction of what was published, and lead to its page. Raises Refused."""
        correction, told = self._begin_correction(partner, form)
        return Answer(told, way=f"/releases/{correction}")

    def _begin_correction(self, partner: str, form: Form) -> tuple[str, Message]:
        """Return the id of the correction of *partner*, begun now or before, and what to say of it.

        Raises NotDone.
        """
        now = self.office.desk.read_again()
        now.workspace.find_release(partner)
        wrong = [line.strip() for line in form.text("wrong").splitlines() if line.strip()]
        if under_way := find_open_correction(now.workspace, now.copies, partner):
            return under_way, self._add_to_correction(now, partner, under_way, wrong)
        day = form.any_day(self.office.desk.clock.find_today())
        try:
            new = begin_correction(now.workspace, now.copies, partner, day, wrong)
        except NothingToCorrect as nothing:
            told = nothing.reason if wrong else say("write which words went out wrongly")
            raise NotDone(told) from nothing
        name = name_correction(now.workspace, partner)
        file = find_file(now.workspace.root, name)
        self.office.desk.write({file: Change(None, new.write().encode())})
        return name.stem, _UNDER_WAY

    def _add_to_correction(
        self, now: Snapshot, partner: str, correction: str, wrong: Sequence[str]
    ) -> Message:
        """Write *wrong* words of *partner* into its *correction* as well; return what to say."""
        try:
            found = find_wrong(now.copies, partner, wrong)
        except NothingToCorrect as nothing:
            return nothing.reason

        def make(files: Files) -> Files:
            for copy, headline, passage in found:
                files = add_passage(files, correction, copy, headline, passage)
            return files

        record(self.office.desk, correction, say("words that went out wrongly"), make)
        return _UNDER_WAY


def add_passage(
    files: Files, correction: str, copy: Copy, headline: str, passage: CorrectedPassage
) -> Files:
    """Return *files* in which *correction* corrects *passage* of *copy*, too.

    *headline* is that of the copy. Raises CannotWrite, ProblemsFound.
    """
    language, held = str(copy.record.language), ("release", "corrected")
    kept = files.workspace.partners[correction].tree.find((*held, language)) or []
    if any(each.get("published") == passage.published for each in kept if isinstance(each, dict)):
        return files
    assert copy.record.published
    day = copy.record.published.on.isoformat()
    values = [((*held, "on", language), day), ((*held, "headline", language), headline)]
    files = files.put_values(correction, values)
    entry: Data = {"published": passage.published, "correct": None}
    return files.arrange(correction, (*held, language), [*range(len(kept)), entry])
