"""The routes of the desk that only read: pages, fragments of them, pictures."""

from __future__ import annotations

import traceback
from datetime import date
from functools import partial
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    PlainTextResponse,
    Response,
)
from starlette.routing import Route

from linkj_press.catalogue import Catalogue, open_catalogue
from linkj_press.check import name_open
from linkj_press.desk.arranging import LISTS, open_list
from linkj_press.desk.consents import find_said, find_ticked, key_said, list_said, write_requests
from linkj_press.desk.editing import open_fields
from linkj_press.desk.entries import read_list
from linkj_press.desk.ledger import LedgerFilter, LedgerPage
from linkj_press.desk.safety import MOST_BYTES, asks_for_page
from linkj_press.desk.sending import (
    LACKS,
    OUTDATED_COPY,
    FileKind,
    find_signer,
    list_edited_files,
    list_made_files,
    list_release_files,
    tell_changed_since_sent,
    tell_unready,
)
from linkj_press.desk.snapshot import Snapshot
from linkj_press.desk.state import Desk
from linkj_press.desk.tasks import (
    FieldForm,
    list_tasks,
    list_warnings,
)
from linkj_press.desk.views import SheetMaker, Sheets, cut_whole, list_releases
from linkj_press.folder import Finish, find_file
from linkj_press.language import Language
from linkj_press.life.states import Unready
from linkj_press.message import say, say_day, say_number
from linkj_press.problem import SEVERITIES, ProblemsFound, Refused
from linkj_press.reading import read_path, show_path
from linkj_press.record.owing import OwedBy
from linkj_press.show.markup import find_size, open_pages
from linkj_press.workspace.loading import NoRelease
from linkj_press.workspace.terms import AMONG_OTHERS, lead_to_item

_HERE = Path(__file__).parent
_UI = "linkj-press-ui"
"""The cookie that holds the language which a person chose."""

_OWNERS = {
    OwedBy.ISSUER: say("from us"),
    OwedBy.PARTNER: say("from the partner"),
    OwedBy.TRANSLATOR: say("from the translator"),
}

_ASKED = frozenset(
    {
        *("draft", "partner", "final", "publish"),
        *("accept", "approve", "confirm", "person", "correct"),
    }
)
"""The acts that ask for more before they are done."""

_KINDS_BY_ACT = {
    "draft": FileKind.DRAFT,
    "partner": FileKind.PARTNER,
    "final": FileKind.FINAL,
    "publish": FileKind.PUBLISHED,
}
"""What files an act makes."""

_OWN_FORMS = frozenset({"person", "correct"})
"""Those that have a form of their own."""

_OF_WORDS = frozenset({"approve", "confirm"})
"""Those of words that a person has read."""


class Office:
    """Answers requests: it has the desk, and what pages are made with."""

    def __init__(self, desk: Desk, language: Language) -> None:
        """Speak *language* where a person has not chosen another."""
        self.desk, self._language = desk, language
        self._pages = open_pages(_HERE / "pages")

    def list_routes(self) -> list[Route]:
        """Return the routes of all that is shown."""
        release = "/releases/{partner}"
        return [
            Route("/", self.show_start),
            Route("/ledger", self.show_ledger),
            Route("/list", self.show_list),
            Route("/alarm", self.show_alarm),
            Route("/look.css", self.show_look),
            Route(release, self.show_release),
            Route(f"{release}/pages", self.show_pages),
            Route(f"{release}/todo", self.show_todo),
            Route(f"{release}/field", self.show_field),
            Route(f"{release}/ask/{{what}}", self.ask),
            Route(f"{release}/files/{{kind}}/{{language}}.{{ending}}", self.take_file),
            Route(f"{release}/pictures/{{language}}/{{number:int}}", self.show_picture),
        ]

    def speak(self, request: Request) -> Catalogue:
        """Return the catalogue of the language that the person chose."""
        chosen = request.cookies.get(_UI, "")
        return open_catalogue(Language(chosen) if chosen in set(Language) else self._language)

    def render(self, request: Request, name: str, now: Snapshot, **values: object) -> Response:
        """Return the page or fragment *name*, of the files *now*, filled with *values*."""
        catalogue = self.speak(request)

        def tell(words: str, /, **named: object) -> str:
            return catalogue.tell(say(words, **named))

        text = self._pages.get_template(name).render(
            tell=tell,
            say=catalogue.tell,
            say_day=lambda day: catalogue.tell(say_day(day)),
            say_number=say_number,
            cut_whole=cut_whole,
            ui=catalogue.language,
            languages=list(Language),
            show_path=show_path,
            owners=_OWNERS,
            severities=SEVERITIES,
            now=now,
            most_bytes=MOST_BYTES,
            here=request.url.path,
            **values,
        )
        return HTMLResponse(text)

    def find_asked(self, request: Request) -> tuple[Snapshot, str]:
        """Return the files as they are, and the partner that is asked for. Raises NoRelease."""
        now, partner = self.desk.current, str(request.path_params["partner"])
        now.workspace.find_release(partner)
        return now, partner

    def show_start(self, request: Request) -> Response:
        """Return all releases, with what is open."""
        now, title = self.desk.current, self.speak(request).tell(say("All releases"))
        releases = list_releases(now, self.speak(request).language)
        return self.render(
            request, "overview.html", now, partner="", releases=releases, title=title
        )

    def show_release(self, request: Request) -> Response:
        """Return the whole page of a release, or one that says that there is none."""
        try:
            now, partner = self.find_asked(request)
        except NoRelease:
            return self._show_missing(request)
        language = self.speak(request).language
        releases = list_releases(now, language)
        page = self._make_sheets(request, now, partner)
        line = next(each for each in releases if each.partner == partner)
        marked = say("{name} ({mark})", name=line.name, mark=line.mark)
        title = self.speak(request).tell(marked) if line.mark else line.name
        return self.render(
            request, "release.html", now, partner=partner, releases=releases, page=page, title=title
        )

    def _make_sheets(self, request: Request, now: Snapshot, partner: str) -> Sheets:
        remarks = self.desk.list_remarks(partner)
        return SheetMaker(now, partner, self.speak(request), remarks).make()

    def _show_missing(self, request: Request) -> Response:
        now, title = self.desk.current, self.speak(request).tell(say("Release not found"))
        releases = list_releases(now, self.speak(request).language)
        page = self.render(request, "missing.html", now, partner="", releases=releases, title=title)
        page.status_code = 404
        return page

    def show_list(self, request: Request) -> Response:
        """Return the list of releases."""
        now, at = self.desk.current, request.query_params.get("at", "")
        releases = list_releases(now, self.speak(request).language)
        return self.render(request, "list.html", now, partner=at, releases=releases)

    def show_alarm(self, request: Request) -> Response:
        """Return what is wrong with files that cannot be read, if any is."""
        return self.render(request, "alarm.html", self.desk.current)

    def show_pages(self, request: Request) -> Response:
        """Return the languages of a release, block against block."""
        now, partner = self.find_asked(request)
        page = self._make_sheets(request, now, partner)
        return self.render(request, "pages.html", now, partner=partner, page=page)

    def show_todo(self, request: Request) -> Response:
        """Return what is to be done about a release."""
        now, partner = self.find_asked(request)
        tasks = list_tasks(self.desk, now, partner, self.speak(request))
        given = {
            "deed": self.desk.find_deed(partner),
            "outdated": LACKS[Unready.OUTDATED],
            "outdated_copy": OUTDATED_COPY,
            "name_open": partial(name_open, now.workspace, catalogue=self.speak(request)),
        }
        return self.render(request, "todo.html", now, partner=partner, tasks=tasks, **given)

    def show_field(self, request: Request) -> Response:
        """Return a form that edits a field. Raises HTTPException for what is none."""
        now, partner = self.find_asked(request)
        try:
            path = read_path(request.query_params.get("path", ""))
            if path in LISTS:
                items = open_list(now, partner, path, self.speak(request))
                leads = {each: lead_to_item(now.workspace.house, each) for each in Language}
                given = {"items": items, "leads": leads, "among_others": AMONG_OTHERS}
                return self.render(request, "items.html", now, partner=partner, **given)
            shown = read_list(request.query_params.get("shown", ""))
            fields = open_fields(now, partner, path, shown)
        except Refused as refusal:
            raise HTTPException(404, self.speak(request).tell(refusal.reason)) from refusal
        form = FieldForm(now, partner, fields, self.speak(request))
        return self.render(request, "field.html", now, partner=partner, form=form)

    def ask(self, request: Request) -> Response:
        """Return the form of an act. Raises HTTPException where there is no such act."""
        now, partner = self.find_asked(request)
        what = str(request.path_params["what"])
        key = request.query_params.get("key", "")
        if what not in _ASKED:
            raise HTTPException(404)
        if what in _OWN_FORMS:
            today = self.desk.clock.find_today()
            return self.render(request, f"{what}.html", now, partner=partner, today=today)
        said = find_said(now.workspace, partner, key) if what in _OF_WORDS else []
        catalogue, kind = self.speak(request), _KINDS_BY_ACT.get(what)
        return self.render(
            request,
            "ask.html",
            now,
            partner=partner,
            what=what,
            key=key,
            standings=now.standings.get(partner, ()),
            still_open=now.check(partner).still_open,
            errors=now.check(partner).errors,
            files=list_made_files(now, partner, kind, catalogue) if kind else (),
            edited=list_edited_files(self.desk, partner, Finish(what), catalogue)
            if what in {*Finish}
            else None,
            remarks=self.desk.list_remarks(partner) if what == "final" else (),
            warnings=list_warnings(now, partner, catalogue) if what == "final" else (),
            unready=tell_unready(now, partner) if what == "publish" else {},
            changed=tell_changed_since_sent(now, partner) if what == "final" else None,
            today=self.desk.clock.find_today(),
            release_on=now.workspace.released_on(partner),
            signer=find_signer(now) if what == "final" else "",
            said=list_said(now, partner, said, catalogue),
            ticked=find_ticked(now.workspace, partner, key) if what in _OF_WORDS else (),
            requests=write_requests(now, partner, key) if what == "approve" else {},
            seen=key_said(now.workspace, partner, key) if what in _OF_WORDS else "",
        )

    def take_file(self, request: Request) -> Response:
        """Return a file of a release, to be taken along. Raises HTTPException where none stands."""
        now, partner = self.find_asked(request)
        asked = tuple(request.path_params[name] for name in ("kind", "language", "ending"))
        kind = FileKind(asked[0]) if asked[0] in set(FileKind) else None
        for file in list_release_files(now, partner, kind, self.speak(request)) if kind else ():
            if (file.kind, file.language, file.path.suffix.removeprefix(".")) == asked:
                return FileResponse(file.path, filename=file.name)
        raise HTTPException(404)

    def show_ledger(self, request: Request) -> Response:
        """Return the ledger, as a table and a timeline. Raises HTTPException for a wrong day."""
        now, catalogue = self.desk.current, self.speak(request)
        asked = request.query_params
        try:
            day = date.fromisoformat(asked["as_of"]) if asked.get("as_of") else None
        except ValueError as error:
            words = say("a day is written as in 2020-09-07")
            raise HTTPException(400, catalogue.tell(words)) from error
        wanted = LedgerFilter(day, asked.get("kind", ""), asked.get("where", ""))
        releases = list_releases(now, catalogue.language)
        page = LedgerPage(now, wanted, catalogue, releases)
        title = catalogue.tell(say("Ledger"))
        return self.render(
            request,
            "ledger.html",
            now,
            partner="",
            releases=releases,
            title=title,
            page=page,
            deed=self.desk.find_deed(""),
        )

    def show_picture(self, request: Request) -> Response:
        """Return a picture that a release shows. Raises HTTPException where there is none."""
        now, partner = self.find_asked(request)
        language, number = request.path_params["language"], request.path_params["number"]
        if language not in now.list_languages(partner):
            raise HTTPException(404)
        pictures = list(now.draft(partner, Language(language)).pictures)
        if number >= len(pictures):
            raise HTTPException(404)
        try:
            file = find_file(now.workspace.root, pictures[number][1])
        except OSError as error:
            raise HTTPException(404) from error
        if not file.is_file():  # taken away since
            raise HTTPException(404)
        return FileResponse(file)

    def show_look(self, request: Request) -> Response:
        """Return the fonts and colours of the house's look."""
        look = self.desk.current.workspace.house.look.record
        roles = list(type(look.styles).model_fields)
        body = find_size(look)
        style = self._pages.get_template("look.css.j2").render(
            look=look, roles=roles, body=body, languages=list(Language)
        )
        return Response(style, media_type="text/css")

    def refuse_size(self, request: Request, _error: Exception) -> Response:
        """Return that too much was sent."""
        return PlainTextResponse(self.speak(request).tell(say("this is too large")), 413)

    def tell_gone(self, request: Request, error: Exception) -> Response:
        """Return that a release was taken away."""
        assert isinstance(error, NoRelease)
        return PlainTextResponse(self.speak(request).tell(error.reason), 404)

    def show_problems(self, request: Request, error: Exception) -> Response:
        """Return what was found, until it is mended: as a page to whoever asked for one."""
        assert isinstance(error, ProblemsFound)
        catalogue = self.speak(request)
        if not asks_for_page(request.headers):
            told = "\n".join(problem.tell(catalogue.tell) for problem in error.problems)
            return PlainTextResponse(told, 503)
        now, title = self.desk.current, catalogue.tell(say("Problems"))
        found = [problem for problem in error.problems if problem not in now.problems]
        values = {"releases": [], "title": title, "found": found}
        page = self.render(request, "problems.html", now, partner="", **values)
        page.status_code = 503
        return page

    def tell_fault(self, request: Request, error: Exception) -> Response:
        """Return that the program is at fault, which the terminal tells in full."""
        traceback.print_exception(error)
        told = say("a fault of the program, not yours: the window that it was started in says more")
        return PlainTextResponse(self.speak(request).tell(told), 500)
