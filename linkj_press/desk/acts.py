"""What a person does on the desk: edits, undoing them, and whatever is recorded or built there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Lock

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from linkj_press.build.keeping import Act
from linkj_press.build.run import BuildRun
from linkj_press.catalogue import Catalogue
from linkj_press.check import Finding, name_open
from linkj_press.check.accepting import Grounds
from linkj_press.check.approvals import mend_findings
from linkj_press.desk.arranging import NewPerson, add_person, arrange
from linkj_press.desk.consents import key_said
from linkj_press.desk.editing import Conflict, add_photo, record, save, undo
from linkj_press.desk.entries import read_list
from linkj_press.desk.forms import UNSEEN_ENDS, Form, NotDone, keep_end, read_form
from linkj_press.desk.plain_words import tell_plainly
from linkj_press.desk.routes import Office
from linkj_press.desk.sending import (
    LACKS,
    FileKind,
    find_edited_files,
    list_release_files,
    tell_strays,
    tell_unready,
)
from linkj_press.desk.snapshot import Snapshot
from linkj_press.desk.state import Deed, Desk, Edit
from linkj_press.desk.tasks import can_mend, find_acceptance, key_finding
from linkj_press.folder import OUTPUT, PARTNERS, Finish, find_file
from linkj_press.language import Language
from linkj_press.life.outgoing import NotPublished
from linkj_press.life.publishing import Publisher
from linkj_press.life.states import LanguageStanding
from linkj_press.message import Message, join, say
from linkj_press.problem import Problem, ProblemsFound, Refused
from linkj_press.pull.approving import Consent, record_approval, record_confirmation
from linkj_press.pull.files import Files
from linkj_press.reading import read_path, show_path


class Answer:
    """What is said of an act that was done, and what else its page goes on with."""

    def __init__(self, *told: Message, **more: object) -> None:
        self.told, self.more = told, more


FormAct = Callable[[Form, Catalogue], Answer]
"""Does what a form asks, told in the language that the person reads."""

ReleaseAct = Callable[[str, Form, Catalogue], Answer]
"""Does it for the release of a partner."""


@dataclass(frozen=True)
class Acts:
    """The acts, each with its route."""

    office: Office
    open_file: Callable[[Path], object]
    _building: Lock = field(default_factory=Lock)
    """Held while files are made: of two windows one would take those of the other for edited."""

    @property
    def desk(self) -> Desk:
        """That of the office."""
        return self.office.desk

    def list_routes(self) -> list[Route]:
        """Return the routes of all acts."""
        own = "/releases/{partner}/"
        acts: Mapping[str, ReleaseAct] = {
            "field": self.edit,
            "arrange": self.arrange,
            "person": self.add_person,
            "undo": self.undo,
            "build": self.build,
            "publish": self.publish,
            "open": self.open,
            "mend": self.mend,
            "accept": self.accept,
            "withdraw": self.withdraw,
            "approve": self.approve,
            "confirm": self.confirm,
        }
        routes = [
            Route(f"{own}{name}", self.answer_release(act), methods=["POST"])
            for name, act in acts.items()
        ]
        photo = Route(f"{own}photo", self.take_photo, methods=["POST"])
        return [*routes, photo]

    def answer(self, act: FormAct) -> Callable[[Request], Awaitable[Response]]:
        """Return what answers a request for *act*."""

        async def endpoint(request: Request) -> Response:
            form, catalogue = await read_form(request), self.office.speak(request)
            return await run_in_threadpool(self.carry_out, partial(act, form, catalogue), catalogue)

        return endpoint

    def answer_release(self, act: ReleaseAct) -> Callable[[Request], Awaitable[Response]]:
        """Return what answers a request for *act*, of the release that is asked for."""

        async def endpoint(request: Request) -> Response:
            _, partner = self.office.find_asked(request)
            return await self.answer(partial(act, partner))(request)

        return endpoint

    async def take_photo(self, request: Request) -> Response:
        """Take the picture that is sent as the photo of a release."""
        (_, partner), catalogue = self.office.find_asked(request), self.office.speak(request)
        content = await request.body()

        def todo() -> Answer:
            add_photo(self.desk, partner, content, catalogue.language)
            return Answer(say("Saved."))

        return await run_in_threadpool(self.carry_out, todo, catalogue)

    def carry_out(self, todo: Callable[[], Answer], catalogue: Catalogue) -> Response:
        """Return what is told of *todo*, done, to a page; or why it was refused."""
        try:
            answer = todo()
        except Conflict as conflict:
            now = {show_path(path): raw for path, raw in conflict.now.items()}
            message = catalogue.tell(say("the file was changed meanwhile"))
            return JSONResponse({"refused": message, "conflict": now}, 409)
        except Refused as refusal:
            return JSONResponse({"refused": catalogue.tell(refusal.reason)}, 422)
        except ProblemsFound as found:
            lines = [problem.tell(catalogue.tell) for problem in found.problems]
            return JSONResponse({"refused": "\n".join(lines)}, 422)
        told = [catalogue.tell(message) for message in answer.told]
        return JSONResponse({"told": told, "number": self.desk.current.number, **answer.more})

    def edit(self, partner: str, form: Form, catalogue: Catalogue) -> Answer:
        """Write values into the file of *partner*. Raises Conflict, Refused."""
        edits = [read_edit(row) for row in form.rows("edits")]
        if edits := [
            edit
            for edit in edits
            if (edit.was or "").rstrip(UNSEEN_ENDS) != (edit.now or "").rstrip(UNSEEN_ENDS)
        ]:
            save(self.desk, partner, edits, catalogue.language, read_list(form.text("shown")))
        is_moved = any(edit.path == ("release", "date") for edit in edits)
        left = [s for s in self.desk.current.standings.get(partner, ()) if s.other_final]
        told = say("The day of the release is another now: write the finals anew.")
        return Answer(say("Saved."), *([told] if is_moved and left else ()))

    def arrange(self, partner: str, form: Form, catalogue: Catalogue) -> Answer:
        """Put a list of the release in order. Raises Refused."""
        keys = form.text("was"), form.text("now")
        arrange(self.desk, partner, read_path(form.text("path")), keys, catalogue)
        return Answer(say("Saved."))

    def add_person(self, partner: str, form: Form, _catalogue: Catalogue) -> Answer:
        """Write somebody on the partner's side into the file. Raises Refused."""
        person = NewPerson(
            **{
                field: {lang: form.text(f"{field}_{lang}").strip() for lang in Language}
                for field in ("name", "title", "affiliation")
            }
        )
        add_person(self.desk, partner, person)
        return Answer(say("Saved."))

    def undo(self, partner: str, _form: Form, _catalogue: Catalogue) -> Answer:
        """Take back what was done last here. Raises Refused where the file was changed since."""
        return Answer(say("undone: {deed}", deed=undo(self.desk, partner)))

    def build(self, partner: str, form: Form, catalogue: Catalogue) -> Answer:
        """Write drafts, copies for the partner, or finals. Raises NotDone where one is refused."""
        run = self._read_run(partner, form)
        if run.finish is Finish.FINAL:
            self._refuse_open(partner, run.languages, catalogue)
        with self._building:
            report = run.run()
        now = self.desk.read_again([self.desk.root / OUTPUT])
        if not report.is_whole:
            wrong = dict.fromkeys(map(tell_problem, report.problems))
            rest = map(tell_plainly, [*report.failures, *report.notes])
            raise NotDone(join([*wrong, *rest], "\n"))
        stood = say("The files are already as they should be.")
        told = [say("The files were written.") if report.written else stood]
        if run.finish is Finish.PARTNER and run.act is None:
            told.append(say("Nothing was recorded as sent: no recipient was named."))
        if run.finish is not Finish.DRAFT:
            told += [tell_standing(each) for each in now.standings.get(partner, ())]
        notes = map(tell_plainly, report.notes)
        return Answer(*told, *notes, *tell_strays(now, partner, report.strays, catalogue))

    def _read_run(self, partner: str, form: Form) -> BuildRun:
        """Return the build that *form* asks for. Raises HTTPException, and NotDone."""
        finish = form.choose("finish", Finish)
        who, day = form.text("who").strip(), form.day(self.desk.clock.find_today())
        languages = form.languages()
        edited = find_edited_files(self.desk, partner, finish, languages)
        act = None
        if finish is not Finish.DRAFT and who:
            named = "sent_to" if finish is Finish.PARTNER else "signed_off_by"
            act = Act(day, **{named: who})
        return BuildRun(
            self.desk.root,
            self.desk.root / OUTPUT,
            [partner],
            languages,
            finish,
            act,
            force=form.flag("force") or (bool(edited) and all(edited.values())),
            pdf=form.flag("pdf"),
            html=form.flag("html"),
            text=form.flag("text"),
        )

    def _refuse_open(
        self, partner: str, languages: Sequence[Language], catalogue: Catalogue
    ) -> None:
        """Raise NotDone where something is open in *languages*, named as the drafts do."""
        now = self.desk.current
        labels = [
            name_open(now.workspace, row, catalogue)
            for row in now.check(partner).still_open
            if any(lang in row.labels for lang in languages)
        ]
        if labels:
            told = " ".join(dict.fromkeys(labels))
            raise NotDone(say("it cannot be final yet: {labels}", labels=told))

    def publish(self, partner: str, form: Form, _catalogue: Catalogue) -> Answer:
        """Note that the release went out, and keep the files. Raises Refused."""
        now = self.desk.clock.find_now_in_japan()
        on = form.day(now.date())
        snapshot = self.desk.read_again()
        snapshot.workspace.find_release(partner)
        publisher = Publisher(snapshot.workspace, partner, self.desk.root / OUTPUT)
        try:
            day = publisher.check_day(on, now)
            self._refuse_unready(snapshot, partner, form.languages())
            noting = publisher.note_publication(form.languages(), day)
            self.desk.write(noting.changes)
        except NotPublished as refusal:
            raise NotDone(LACKS[refusal.lack] if refusal.lack else refusal.reason) from refusal
        standings = self.desk.current.standings[partner]
        return Answer(*map(tell_standing, standings), *noting.notes)

    def _refuse_unready(
        self, snapshot: Snapshot, partner: str, languages: Sequence[Language]
    ) -> None:
        """Raise NotDone where one of *languages* cannot go out: then none of them does."""
        for language, lacking in tell_unready(snapshot, partner).items():
            if language in languages:
                told = say("{language}: {lacking}", language=language.called, lacking=lacking)
                raise NotDone(told)

    def mend(self, partner: str, form: Form, _catalogue: Catalogue) -> Answer:
        """Mend in its file what findings have one safe answer for. Raises Refused."""
        found = self._find(partner, form)
        now = self.desk.current
        mended = [each for each in found if can_mend(now, partner, each)]
        files = mend_findings(self.desk.root, mended).files
        if not files:
            raise NotDone(_tell_unfixed(now.problems))
        changes = {find_file(self.desk.root, name): change for name, change in files.items()}
        self.desk.do(Deed(found[0].problem.message, changes, partner))
        return Answer(say("Fixed."))

    def accept(self, partner: str, form: Form, _catalogue: Catalogue) -> Answer:
        """Let findings stand. Raises Refused."""
        found = self._find(partner, form)
        day = form.day(self.desk.clock.find_today())
        grounds = Grounds(form.text("who"), form.text("why"), day)
        made = self.desk.current.makers.checker.acceptances.accept(found, grounds)
        self.desk.do(Deed(found[0].problem.message, {made.path: made.change}, partner))
        return Answer(say("Recorded."))

    def withdraw(self, partner: str, form: Form, _catalogue: Catalogue) -> Answer:
        """Let findings stand no more, or drop what lets none stand. Raises Refused."""
        found, now = self._find(partner, form), self.desk.current
        gone = {find_acceptance(now, partner, finding) for finding in found}
        if None in gone:
            raise HTTPException(400)

        def change(files: Files) -> Files:
            kept = files.workspace.partners[partner].record.accepted
            order = [each for each in range(len(kept)) if each not in gone]
            return files.arrange(partner, ("accepted",), order)

        record(self.desk, partner, found[0].problem.message, change)
        return Answer(say("Noted."))

    def _find(self, partner: str, form: Form) -> list[Finding]:
        """Return the findings that are meant, as the files have them now. Raises NotDone."""
        now = self.desk.read_again()
        now.workspace.find_release(partner)
        found, keys = now.check(partner).found, set(form.text("key").split())
        meant = [each for each in found if key_finding(each) in keys]
        if not meant:
            raise NotDone(say("it is no longer found"))
        return meant

    def approve(self, partner: str, form: Form, _catalogue: Catalogue) -> Answer:
        """Note that a speaker approved a quote, as it stands. Raises Refused."""
        consent = self._read_consent(form)
        match read_path(form.text("key")):
            case ("release", "quotes", int() as index, *_):
                change = partial(record_approval, partner=partner, quote=index, consent=consent)
                return self._record(partner, form, say("approval of a quote"), change)
            case _:
                raise HTTPException(400)

    def confirm(self, partner: str, form: Form, _catalogue: Catalogue) -> Answer:
        """Note that the partner confirmed the facts, as they stand. Raises Refused."""
        consent = self._read_consent(form)
        change = partial(record_confirmation, partner=partner, consent=consent)
        return self._record(partner, form, say("confirmation of the facts"), change)

    def _record(
        self, partner: str, form: Form, what: Message, make: Callable[[Files], Files]
    ) -> Answer:
        """Note what *make* does, of the words that the page showed. Raises NotDone for others."""
        seen, key = form.text("seen"), form.text("key")

        def change(files: Files) -> Files:
            if seen != key_said(files.workspace, partner, key):
                raise NotDone(say("its words have changed in the meantime: read them again first"))
            return make(files)

        record(self.desk, partner, what, change)
        return Answer(say("Recorded."))

    def _read_consent(self, form: Form) -> Consent:
        by, today = form.text("who").strip(), self.desk.clock.find_today()
        if not by:
            raise NotDone(say("say who it was"))
        return Consent(by, form.day(today), form.languages())

    def open(self, partner: str, form: Form, catalogue: Catalogue) -> Answer:
        """Open a file of the release where the system opens such. Raises NotDone."""
        kind, (language,) = form.choose("kind", FileKind), form.languages()[:1]
        files = list_release_files(self.desk.current, partner, kind, catalogue)
        wanted = form.text("ending")
        paths = [f.path for f in files if f.language is language and f.path.suffix == f".{wanted}"]
        if not paths:
            raise NotDone(say("it is not written yet"))
        self.open_file(paths[0])
        return Answer(say("{name} opens.", name=paths[0].name))


def read_edit(row: Form) -> Edit:
    """Return what a person changed; the end of the text stays as the file has it."""
    was, now = row.maybe("was"), row.text("now").strip(UNSEEN_ENDS)
    return Edit(read_path(row.text("path")), was, keep_end(was or "", now) if now else None)


def tell_standing(standing: LanguageStanding) -> Message:
    """Return how far a language has come."""
    return say("{language}: {state}", language=standing.language.called, state=standing.tell())


def _tell_unfixed(problems: Sequence[Problem]) -> Message:
    """Return why nothing could be mended: that there are *problems* with files, where there are."""
    if not problems:
        return say("it cannot be fixed here: open it, and change it")
    told = tell_problem(problems[0])
    return say("nothing can be fixed until this is put right: {problem}", problem=told)


def tell_problem(problem: Problem) -> Message:
    """Return what is wrong, and what to do; where, if that is no partner's file."""
    told = join([problem.message, *([problem.hint] if problem.hint else ())], " – ")
    where = problem.where
    if where.path.parts[:1] == (PARTNERS,) and where.path.suffix == ".yaml":
        return told
    named = where.to_line if where.line > 1 else str(where.path)
    return say("{path}: {told}", path=named, told=told)
