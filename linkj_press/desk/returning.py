"""The routes by which Word files come back: taken in, decided on, and what became of them.

A file is kept in memory for as long as somebody decides on it, and never written anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import PureWindowsPath
from threading import Lock

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from linkj_press.build.current import hash_bytes
from linkj_press.catalogue import Catalogue
from linkj_press.check.approvals import name_facts
from linkj_press.desk.acts import Acts, Answer
from linkj_press.desk.differences import (
    Choice,
    ReturnPage,
    key_remarks,
    write_asides,
)
from linkj_press.desk.editing import do, refuse_locked
from linkj_press.desk.forms import Form, NotDone, read_form
from linkj_press.desk.plain_words import tell_plainly
from linkj_press.desk.routes import Office
from linkj_press.desk.snapshot import Makers, Snapshot
from linkj_press.desk.state import Deed, Desk, FileRemark, NoteEdit, WaitingFile
from linkj_press.desk.views import list_releases
from linkj_press.diff.passages import excerpt
from linkj_press.diff.report import tell_notes
from linkj_press.language import Language
from linkj_press.life.returning import OfPublished, check_release, know_files, note_return
from linkj_press.life.rounds import gather_rounds
from linkj_press.message import say
from linkj_press.problem import ProblemsFound
from linkj_press.pull import list_remarks
from linkj_press.pull.approving import Consent, find_day_of_save, list_approvers
from linkj_press.pull.deciding import (
    Decided,
    NotDecided,
    Review,
    decide,
    place_remarks,
    review_draft,
)
from linkj_press.pull.files import Files
from linkj_press.pull.returned import Returned, open_returned
from linkj_press.pull.values import Decision, Decisions
from linkj_press.reading import read_path
from linkj_press.record.copies import SettledRemark, tell_remark
from linkj_press.word import Comment, NotWord, Pending
from linkj_press.workspace.copies import (
    find_day,
    name_copies,
    tell_copy,
    tell_return,
)

_MOST_KEPT = 6
"""Files on which somebody decides at a time; of more, the first to have come are let go."""

_MOST_LETTERS_OF_NAME = 200

_MOST_LETTERS_AT = 60
"""Of the words at which a remark stands, where it is kept that it was dealt with."""


@dataclass(frozen=True)
class ReturnedFile:
    """A file that came back, while somebody decides on it."""

    name: str
    content: bytes = field(repr=False)
    partner: str
    language: Language
    outcome: Decided | None = field(default=None, repr=False)
    """What became of it, once that was decided."""


class Inbox:
    """The files that came back, few at a time."""

    def __init__(self) -> None:
        self._kept: dict[str, ReturnedFile] = {}
        self._reviews: dict[str, tuple[tuple[Makers, Pending], Review]] = {}
        self._lock = Lock()

    def put(self, key: str, kept: ReturnedFile) -> None:
        """Keep *kept* as *key*, in place of the oldest where there are too many."""
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = kept
            for old in list(self._kept)[:-_MOST_KEPT]:
                del self._kept[old]

    def review(self, key: str, returned: Returned, now: Snapshot) -> Review:
        """Return what there is to look at in *returned*, kept as *key*.

        What may be taken over is found by trying: once, as long as the files it goes into stay.
        """
        wanted = now.makers, returned.pending
        with self._lock:
            known = self._reviews.get(key)
        if known and known[0][0] is wanted[0] and known[0][1] is wanted[1]:
            return known[1]
        review = review_draft(returned, now.files)
        with self._lock:
            kept = {each: found for each, found in self._reviews.items() if each in self._kept}
            self._reviews = {**kept, key: (wanted, review)}
        return review

    def list_kept(self) -> list[WaitingFile]:
        """Return all that is kept, the last one last."""
        with self._lock:
            return [
                WaitingFile(
                    *(file.partner, file.language, file.name, hash_bytes(file.content)),
                    way=_find_way(key),
                )
                for key, file in self._kept.items()
            ]

    def find(self, key: str) -> ReturnedFile | None:
        """Return what is kept as *key*, if it still is."""
        with self._lock:
            return self._kept.get(key)


class ReturnRoutes:
    """Answers requests about files that came back."""

    def __init__(self, office: Office, acts: Acts) -> None:
        self._office, self._acts, self._inbox = office, acts, Inbox()

    @property
    def _desk(self) -> Desk:
        return self._office.desk

    def list_routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/returned", self.receive, methods=["POST"]),
            Route("/returned/{key}", self.show),
            Route("/returned/{key}/take", self.take, methods=["POST"]),
            Route("/returned/{key}/settle", self.settle, methods=["POST"]),
            Route("/releases/{partner}/rounds", self.show_rounds),
        ]

    async def receive(self, request: Request) -> Response:
        """Take a file in, and return where it is decided on; or why it cannot be."""
        content = await request.body()
        # Of what the browser says of the name, it tells which draft of ours it may be, no more.
        name = PureWindowsPath(request.query_params.get("name", "")[:_MOST_LETTERS_OF_NAME]).name
        return await run_in_threadpool(self._receive, request, name, content)

    def _receive(self, request: Request, name: str, content: bytes) -> Response:
        try:
            manifest = self._open(name, content, Pending.ACCEPT).manifest
        except NotWord as refusal:
            return self._refuse(request, refusal)
        key = sha256(name.encode("utf-8", "replace") + b"\0" + content).hexdigest()[:24]
        self._inbox.put(key, ReturnedFile(name, content, manifest.partner, manifest.language))
        self._desk.keep_waiting(self._inbox.list_kept())
        return JSONResponse({"way": _find_way(key)})

    def _refuse(self, request: Request, refusal: NotWord) -> Response:
        hint, way = refusal.hint, ""
        if isinstance(refusal, OfPublished):
            way = f"/releases/{refusal.out.record.partner}"
            hint = say(
                "Nothing in it is accepted: what was published is kept as it was. To put it "
                "right, publish a correction."
            )
        now = self._desk.current
        page = self._office.render(
            request, "refused.html", now, reason=refusal.reason, hint=hint, way=way
        )
        told = self._office.speak(request).tell(refusal.reason)
        return JSONResponse({"refused": told, "page": bytes(page.body).decode()}, 422)

    def _reopen(self, kept: ReturnedFile, pending: Pending) -> Returned:
        """Return the draft that *kept* is. Raises NotWord, ProblemsFound if none is loaded."""
        return self._open(kept.name, kept.content, pending)

    def _open(self, name: str, content: bytes, pending: Pending) -> Returned:
        workspace = self._desk.current.workspace
        known = know_files(workspace.root)
        try:
            returned = open_returned(content, name, known, pending)
            check_release(returned, workspace)
        except ProblemsFound as found:
            told = say("what was kept of the copies that were sent cannot be read")
            raise NotWord(told, found.problems[0].message) from found
        return returned

    def _find(self, request: Request) -> tuple[str, ReturnedFile]:
        """Return what is decided on, and its key. Raises HTTPException where it was let go.

        What was decided, and undone since, is to be decided anew.
        """
        key = str(request.path_params["key"])
        if kept := self._inbox.find(key):
            is_decided = hash_bytes(kept.content) in self._desk.decided
            return key, kept if is_decided else replace(kept, outcome=None)
        told = say("This file is no longer kept: take it in again.")
        raise HTTPException(404, self._office.speak(request).tell(told))

    def show(self, request: Request) -> Response:
        """Return the page on which a file is decided on, or what became of it."""
        key, kept = self._find(request)
        asked = request.query_params.get("pending", "")
        pending = Pending(asked) if asked in set(Pending) else Pending.ACCEPT
        now = self._desk.current
        try:
            returned = self._reopen(kept, pending)
            keys = self._key_remarks(returned, kept)
        except NotWord as gone:  # it went out since, or was taken away
            raise HTTPException(404, self._office.speak(request).tell(gone.reason)) from gone
        review = Review((), ()) if kept.outcome else self._inbox.review(key, returned, now)
        comments = [each.comment for each in review.remarks]
        if kept.outcome:
            comments = list_remarks(returned)
        remarks = place_remarks(returned, [each for each in comments if not each.done])
        page = ReturnPage(now, returned, review, self._office.speak(request), remarks, keys)
        return self._render(request, page, key, kept)

    def _render(self, request: Request, page: ReturnPage, key: str, kept: ReturnedFile) -> Response:
        now, manifest, tell = page.snapshot, page.returned.manifest, page.catalogue.tell
        releases = list_releases(now, page.catalogue.language)
        name = next(each.name for each in releases if each.partner == manifest.partner)
        title = say("{name} ({language})", name=name, language=manifest.language.called)
        values = self._list_done(page, kept.outcome) if kept.outcome else self._ask(page, kept)
        return self._office.render(
            request,
            "returned.html",
            now,
            partner="",
            releases=releases,
            title=tell(title),
            page=page,
            release=manifest.partner,
            key=key,
            kept=kept,
            outcome=kept.outcome,
            choice=Choice,
            **values,
        )

    def _ask(self, page: ReturnPage, kept: ReturnedFile) -> dict[str, object]:
        """Return what is asked besides the differences: who approved what came back, and when."""
        manifest, today = page.returned.manifest, self._desk.clock.find_today()
        saved = find_day_of_save(kept.content, manifest)
        return {
            "approvers": list_approvers(page.snapshot.files, manifest, page.review.keys),
            "day": self._guess_day(page.returned, saved),
            "latest": today,
            "came_before": hash_bytes(kept.content) in self._desk.decided,
        }

    def _guess_day(self, returned: Returned, saved: str | None) -> date:
        """Return the day on which what came back was likely approved: when it was *saved*.

        A copy bears the day of its release until somebody saves it: what lies before the copy was
        sent is none.
        """
        today = self._desk.clock.find_today()
        sent = find_day(returned.copy) if returned.copy else None
        day = date.fromisoformat(saved) if saved else today
        return day if (sent or day) <= day <= today else today

    def _list_done(self, page: ReturnPage, outcome: Decided) -> dict[str, object]:
        """Return what was taken over, and what was not: where it is, and its words.

        Where the other language says the same, or the speaker's own words do, the field that may
        have to follow, too.
        """
        language = page.returned.manifest.language
        taken = [
            (
                page.name(note),
                excerpt(note.pieces, language),
                page.find_other(note),
                page.find_own_words(note),
            )
            for note in outcome.taken
            if note.field
        ]
        # That nothing was there to be approved is of no field.
        idle = [each for each in outcome.taken if not each.field]
        failed = [(say("Approval"), (), tell_plainly(each.reason), "") for each in idle] + [
            (page.name(each), excerpt(each.pieces, language), tell_plainly(each.reason), each.key)
            for each in outcome.failed
        ]
        return {"taken": taken, "failed": failed, "asides": write_asides(page, outcome.left)}

    async def take(self, request: Request) -> Response:
        """Write what was decided."""
        form = await read_form(request)
        key, kept = self._find(request)
        catalogue = self._office.speak(request)
        todo = partial(self._take, key, kept, form, catalogue)
        return await run_in_threadpool(self._acts.carry_out, todo, catalogue)

    def _take(self, key: str, kept: ReturnedFile, form: Form, catalogue: Catalogue) -> Answer:
        try:
            returned = self._reopen(kept, form.choose("pending", Pending))
            keys = self._key_remarks(returned, kept)
        except NotWord as gone:
            raise NotDone(gone.reason) from gone
        partner, found = returned.manifest.partner, _read_decisions(form)
        consent = self._read_consent(form, returned.manifest.language)
        outcomes: list[Decided] = []

        def make(files: Files) -> Deed:
            review = review_draft(returned, files)
            if review.seen != form.text("seen"):
                raise NotDone(say("the files have changed in the meantime: look at it again first"))
            if not found.keys() <= review.keys:
                raise HTTPException(400)
            refuse_locked(self._desk.current, partner, map(read_path, found))
            try:
                outcome = decide(returned, files, found, consent)
            except NotDecided as refusal:
                page = ReturnPage(self._desk.current, returned, review, catalogue, (), keys)
                raise NotDone(page.tell_refusal(refusal)) from refusal
            outcomes.append(outcome)
            told = say("what was accepted from a returned file")
            file, noted = hash_bytes(kept.content), self._note_return(returned, kept, outcome)
            return Deed(told, outcome.files.to_changes(), partner, decided=file, noted=noted)

        do(self._desk, partner, make)
        self._inbox.put(key, replace(kept, outcome=outcomes[-1]))
        self._note_remarks(returned, keys, key, kept)
        is_some = any(note.field for note in outcomes[-1].taken)
        return Answer(say("Changes accepted.") if is_some else say("No change was accepted."))

    def _note_return(
        self, returned: Returned, kept: ReturnedFile, outcome: Decided
    ) -> NoteEdit | None:
        """Return what notes of a copy that *kept* came back, and what became of it."""
        copy, file = returned.copy, hash_bytes(kept.content)
        if copy is None:
            return None
        before = copy.record.find_return(file)
        came = note_return(before, file, self._desk.clock.find_today(), outcome.counts)
        return NoteEdit(
            copy.path,
            lambda record: record.put_return(file, came),
            lambda record: record.put_return(file, before),
        )

    def _key_remarks(self, returned: Returned, kept: ReturnedFile) -> dict[Comment, str]:
        """Return what people remarked in *kept*, with what tells each from others. Raises NotWord.

        They are those of *returned*, which *kept* is.
        """
        is_accepted = returned.pending is Pending.ACCEPT
        return key_remarks(
            returned, returned if is_accepted else self._reopen(kept, Pending.ACCEPT)
        )

    def _note_remarks(
        self, returned: Returned, keys: Mapping[Comment, str], key: str, kept: ReturnedFile
    ) -> None:
        """Let the page of the release show what reviewers remarked in *kept*, by their *keys*.

        In a copy it stays until it was dealt with; of a draft that nobody was sent no such thing
        is kept, and what has its name takes its place.
        """
        manifest, copy = returned.manifest, returned.copy
        remarks = [
            FileRemark(
                *(manifest.partner, manifest.language, copy.path if copy else None, known_by),
                words=each.words,
                told=tell_remark(each.author, each.text),
                way=_find_way(key),
                is_done=each.done,
            )
            for each, known_by in keys.items()
        ]
        self._desk.note_remarks(key if copy else kept.name, remarks)

    async def settle(self, request: Request) -> Response:
        """Note that a comment was dealt with, or that it was not."""
        form = await read_form(request)
        _, kept = self._find(request)
        todo = partial(self._settle, kept, form.text("remark"), done=form.flag("done"))
        return await run_in_threadpool(self._acts.carry_out, todo, self._office.speak(request))

    def _settle(self, kept: ReturnedFile, key: str, *, done: bool) -> Answer:
        try:
            returned = self._reopen(kept, Pending.ACCEPT)
        except NotWord as gone:
            raise NotDone(gone.reason) from gone
        copy = returned.copy
        remarks = {known_by: each for each, known_by in key_remarks(returned, returned).items()}
        if copy is None or key not in remarks:
            raise HTTPException(400)
        told = tell_remark(remarks[key].author, remarks[key].text)
        today = self._desk.clock.find_today()
        now = [_settle_remark(key, remarks[key], today)] if done else []
        before = copy.record.list_settled(key, told)
        noted = NoteEdit(
            copy.path,
            lambda record: record.put_settled(key, told, now),
            lambda record: record.put_settled(key, told, before),
        )
        what = say("a comment that was dealt with")
        self._desk.do(Deed(what, {}, copy.record.partner, noted=noted))
        return Answer(say("Noted."))

    def _read_consent(self, form: Form, language: Language) -> Consent | None:
        who = form.text("who").strip()
        if not who:
            return None
        return Consent(who, form.day(self._desk.clock.find_today()), [language])

    def show_rounds(self, request: Request) -> Response:
        """Return who has which copy of a release, and what changed since.

        Raises HTTPException where it cannot be told.
        """
        now, partner = self._office.find_asked(request)
        languages = now.list_languages(partner)
        try:
            rounds = gather_rounds(now.makers.drafter, now.copies, partner, languages)
        except ProblemsFound as found:
            told = found.problems[0].tell(self._office.speak(request).tell)
            raise HTTPException(422, told) from found
        return self._office.render(
            request,
            "rounds.html",
            now,
            rounds=rounds,
            notes=tell_notes,
            tell_copy=tell_copy,
            tell_return=tell_return,
            name_copies=name_copies,
            excerpt=excerpt,
            name_facts=partial(
                name_facts,
                loaded=now.workspace.partners[partner],
                house=now.workspace.house,
                catalogue=self._office.speak(request),
            ),
        )


def _find_way(key: str) -> str:
    """Return where what is kept as *key* is decided on."""
    return f"/returned/{key}"


def _settle_remark(key: str, comment: Comment, on: date) -> SettledRemark:
    author, words, text = (
        " ".join(each.split()) for each in (comment.author, comment.words, comment.text)
    )
    at = words if len(words) <= _MOST_LETTERS_AT else f"{words[:_MOST_LETTERS_AT]}…"
    told = {"key": key, "by": author or None, "at": at, "text": text}
    return SettledRemark.model_validate({**told, "on": on.isoformat()})


def _read_decisions(form: Form) -> Decisions:
    """Return what a person would have taken over. Raises HTTPException, and NotDone."""
    found: dict[str, Decision] = {}
    for row in form.rows("decisions"):
        choice, key = row.choose("choice", Choice), row.text("key")
        if choice is Choice.OWN and not row.text("words").strip():
            raise NotDone(say("write the words, or leave what stands here"))
        if choice is not Choice.LEAVE:
            found[key] = Decision(row.text("words") if choice is Choice.OWN else None)
    return found
