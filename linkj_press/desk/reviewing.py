"""Looking a release through: what changed, the redline, the proof sheet; and its correction."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from linkj_press.build.proof import make_proof
from linkj_press.desk.acts import Acts, Answer
from linkj_press.desk.changes import compare_release, find_stage, mark_changes
from linkj_press.desk.forms import Form, NotDone, read_form
from linkj_press.desk.routes import Office
from linkj_press.diff.report import tell_notes
from linkj_press.folder import find_file
from linkj_press.language import Language
from linkj_press.life.correcting import (
    NothingToCorrect,
    begin_correction,
    find_open_correction,
    name_correction,
)
from linkj_press.life.stages import STAGES, Stage
from linkj_press.message import say
from linkj_press.workspace.writing import Change

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_PRINTED = "; ".join(
    ("sandbox", "default-src 'none'", "style-src 'unsafe-inline'", "img-src data:")
)
"""The policy of a page that is complete in itself, and runs nothing."""


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
            Route(f"{release}/correct", self.correct, methods=["POST"]),
        ]

    def show_proof(self, request: Request) -> Response:
        """Return the sheet for reading the release aloud, to be printed. Raises ProblemsFound."""
        now, partner = self.office.find_release(request)
        today = self.office.desk.clock.find_today()
        sheet = make_proof(now.workspace, partner, self.office.speak(request), today)
        return HTMLResponse(sheet.render(), headers={"Content-Security-Policy": _PRINTED})

    def show_changes(self, request: Request) -> Response:
        """Return what changed in a release since it was built, sent or published.

        Raises HTTPException for any other stage.
        """
        now, partner = self.office.find_release(request)
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
        now, partner = self.office.find_release(request)
        stage, language = request.path_params["stage"], request.path_params["language"]
        if stage not in set(Stage) or language not in now.list_languages(partner):
            raise HTTPException(404)
        moment = self.office.desk.clock.find_now_in_japan().strftime("%Y-%m-%dT%H:%M:%SZ")
        signed = now.workspace.house.issuer.record.short, moment
        content = mark_changes(now, (partner, Language(language)), Stage(stage), signed)
        if content is None:
            raise HTTPException(404)
        name = f"{partner}_{language}.redline.docx"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type=_WORD, headers=headers)

    async def correct(self, request: Request) -> Response:
        """Begin the correction of what was published, and lead to its page."""
        form, catalogue = await read_form(request), self.office.speak(request)
        partner = self.acts.find_partner(request)
        begun: list[str] = []

        def todo() -> Answer:
            begun.append(self._begin_correction(partner, form))
            return [say("Recorded.")]

        answer = await run_in_threadpool(self.acts.carry_out, todo, catalogue)
        if not begun:
            return answer
        told = [catalogue.tell(say("The correction is begun: fill in what is right."))]
        return JSONResponse({"told": told, "way": f"/releases/{begun[0]}"})

    def _begin_correction(self, partner: str, form: Form) -> str:
        """Return the id of the correction of *partner*, begun now or before. Raises NotDone."""
        now = self.office.desk.read_again()
        now.require(partner)
        if under_way := find_open_correction(now.workspace, now.copies, partner):
            return under_way
        wrong = [line.strip() for line in form.text("wrong").splitlines() if line.strip()]
        day = form.any_day(self.office.desk.clock.find_today())
        try:
            new = begin_correction(now.workspace, now.copies, partner, day, wrong)
        except NothingToCorrect as nothing:
            told = nothing.reason if wrong else say("write which words went out wrongly")
            raise NotDone(told) from nothing
        name = name_correction(now.workspace, partner)
        file = find_file(now.workspace.root, name)
        self.office.desk.write({file: Change(None, new.write().encode())})
        return name.stem
