"""Approvals whose words have changed since, and such as do not say of which words they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from linkj_press.check.rules import Finding, KeptWords, Rule
from linkj_press.folder import find_file
from linkj_press.language import Language
from linkj_press.message import Message, say, say_day
from linkj_press.problem import Severity
from linkj_press.reading import CannotWrite, KeyPath, set_mapping
from linkj_press.record import Loaded, Partner
from linkj_press.record.partner import Approval, join_words, list_confirmed
from linkj_press.text.edits import show_both
from linkj_press.workspace.loading import Workspace

CHANGED = Rule("approval-of-other-words")
WORDLESS = Rule("approval-without-words", Severity.HINT)
RULES: tuple[Rule, ...] = (CHANGED, WORDLESS)


class _Given(NamedTuple):
    """An approval, and the words that it is to be for."""

    path: KeyPath
    approval: Approval
    words: Mapping[Language, str]
    at: KeyPath
    """Where the words stand, but for their language."""

    is_quote: bool = True


def check(workspace: Workspace, partners: Collection[str]) -> Iterator[Finding]:
    """Yield the approvals in the files of *partners* that are not of the words that stand there."""
    for partner in partners:
        loaded = workspace.partners[partner]
        for given in _list_given(loaded.record):
            if given.approval.of is None:
                yield _tell_wordless(loaded, given)
            else:
                yield from _tell_changed(loaded, given, given.approval)


def _list_given(partner: Partner) -> Iterator[_Given]:
    release = partner.release
    if release is None:
        return
    for index, quote in enumerate(release.quotes):
        path = ("release", "quotes", index)
        if quote.approval and quote.said:
            words = join_words([quote.said])
            at = (*path, "words" if quote.words else "gist")
            yield _Given((*path, "approval"), quote.approval, words, at)
    words = join_words(list_confirmed(release))
    if release.confirmed and any(words.values()):
        yield _Given(
            ("release", "confirmed"), release.confirmed, words, ("release",), is_quote=False
        )


def _tell_wordless(loaded: Loaded[Partner], given: _Given) -> Finding:
    message = say("the words that {by} approved were not recorded", by=given.approval.by)
    hint = say("if these are the words that were approved, check --fix records them as `of`")
    found = WORDLESS.find(loaded.place(*given.path), message, hint)
    words = {str(language): text for language, text in given.words.items() if text}
    kept = KeptWords(found.problem.where, (*given.path, "of"), words)
    return replace(found, kept=kept)


def _tell_changed(loaded: Loaded[Partner], given: _Given, approval: Approval) -> Iterator[Finding]:
    assert approval.of is not None
    of = join_words([approval.of])
    for language in Language:
        old, new = of[language], given.words[language]
        if "".join(old.split()) == "".join(new.split()):
            continue
        told = {"by": approval.by, "on": say_day(approval.on), "language": language.called}
        message = say("the {language} was changed after {by} approved it on {on}", **told)
        shown = show_both(old, new)
        hint = say(
            "“{old}” → “{new}”; {advice}",
            old=shown[0],
            new=shown[1],
            advice=_ADVICE[given.is_quote],
        )
        path = (*given.at, str(language))
        where = loaded.place(*(path if path in loaded.tree.values else given.path))
        words = loaded.tree.find(path)
        words = words.strip().partition("\n")[0] if isinstance(words, str) else ""
        yield CHANGED.find(where, message, hint, words=words, language=language)


_ADVICE: dict[bool, Message] = {
    True: say("have the new words approved, and record it with `pull --approve`"),
    False: say("have them confirmed again, take `of` away, and let check --fix record the words"),
}
"""For a quote, and for the facts."""


def keep_words(
    root: Path, files: dict[PurePosixPath, tuple[bytes, bytes]], kept: Iterable[KeptWords]
) -> list[KeptWords]:
    """Add to *files*, what each held and is to hold, the words to be *kept*; return those added."""
    done: list[KeptWords] = []
    for each in kept:
        name = each.where.path
        try:
            content = files[name] if name in files else (find_file(root, name).read_bytes(),) * 2
            text = set_mapping(content[1].decode(), each.path, each.words)
        except (CannotWrite, OSError, UnicodeDecodeError):  # saved anew, or written otherwise
            continue
        files[name] = content[0], text.encode()
        done.append(each)
    return done
