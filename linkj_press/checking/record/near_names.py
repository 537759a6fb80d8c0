"""Words that are nearly, but not exactly, a registered name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from linkj_press.checking.finding import Finding
from linkj_press.checking.record.names import Names
from linkj_press.checking.record.said import Sentence, is_typed
from linkj_press.checking.rule import Example, Rule
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity
from linkj_press.source import PartnerSource

NEAR_RULE = Rule(
    "near-name",
    Severity.WARNING,
    say("a name that is nearly, but not exactly, a registered one"),
    say("readers and search take two spellings for two bodies"),
    bad=(Example(Language.JA, "デンマーク大使館"), Example(Language.EN, "OneNucleus")),
    good=(Example(Language.JA, "横浜市立大学"), Example(Language.EN, "the City of Osaka")),
)


def check_near_names(sentence: Sentence, *known: Names) -> Iterator[Finding]:
    """Yield what in *sentence* is nearly one of the *known* names."""
    begin = -sentence.begin
    for span in sentence.line:
        end = begin + len(span.text)
        low, high = max(begin, 0), min(end, len(sentence.text))
        begin = end
        if low >= high or span.gap or span.href or not is_typed(span.source):
            continue
        for names in known:
            for near in names.find_near(sentence.text[low:high]):
                words = sentence.text[low + near.start : low + near.end]
                message = say("“{words}” is nearly the registered name", words=words)
                hint = say("write {form}, or leave it if it is somebody else", form=near.form)
                found = sentence.find(NEAR_RULE, (low + near.start, low + near.end), message, hint)
                # Templates and the house say the same in every release.
                own = isinstance(span.source, PartnerSource)
                problem = found.problem if own else replace(found.problem, partner="")
                yield replace(found, problem=problem)
