"""What drafts and edits leave behind: placeholders, words twice, sentences without a stop."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from linkj_press.check.rules import Finding, Rule
from linkj_press.check.typography.characters import Search
from linkj_press.check.typography.passages import EXPRESSION, TAG, Extent, Paragraph, StyledText
from linkj_press.check.words import load_words
from linkj_press.language import Language
from linkj_press.message import phrase, say
from linkj_press.problem import Severity
from linkj_press.text.patterns import compile_pattern, list_longest_first

_JA, _EN = Language

PLACEHOLDER = Rule("placeholder", Severity.WARNING)
DOUBLED_WORD = Rule("doubled-word", Severity.WARNING)
NO_STOP = Rule("sentence-without-stop", Severity.WARNING)
PHRASE_STOP = Rule("stop-in-phrase", Severity.WARNING)
NO_SPEECH = Rule("speech-without-verb", Severity.WARNING)
DOUBLED_STOP = Search(
    "doubled-punctuation",
    regex=compile_pattern(
        r" *(?:[、。][、。,.;]+|[,;][,;.]+(?!\d)|,{2,}|(?<!\.)\.\.(?!\.)|[,、](?: [,、])+)"
        r"|[.!?][”’]+\.(?![\w.])"
    ),
    message=phrase("“{words}”: two stops or commas in a row"),
    hint=phrase("write “{fixed}”"),
    mend=lambda words: words[:-1] if "”" in words or "’" in words else _keep_one(words),
)
_TWO_STOPS = compile_pattern("[、。,.;!?] ?[、。,.;”’]")
LINK_END = Search(
    "stop-in-link",
    regex=compile_pattern(
        rf"^(?=https?://).*?(?P<end>[.,;:、。，．」]+)$|(?<={EXPRESSION})[.,;:]+(?=[\u3041-\u30ff一-鿿、。）」])"
    ),
    message=phrase("“{words}” stands at the end of a link"),
    hint=phrase("remove it: the link does not open with it"),
)
RULES = (
    PLACEHOLDER,
    LINK_END.rule,
    DOUBLED_WORD,
    DOUBLED_STOP.rule,
    NO_STOP,
    PHRASE_STOP,
    NO_SPEECH,
)


def _keep_one(marks: str) -> str:
    """Return the mark of *marks* that ends most."""
    return next((mark for mark in "。." if mark in marks), marks.strip()[0])


_LINES = 2000
"""Of so many lines is kept what was found: most are from check to check the same."""


class _Placeholders(NamedTuple):
    """Patterns of what stands for words still to come."""

    words: re.Pattern[str]
    signs: re.Pattern[str]
    """What a line has where the next pattern is worth a search."""

    marks: re.Pattern[str]
    cue: re.Pattern[str]
    """What tells a placeholder from a note in the brackets of a quote."""


@cache
def _load_placeholders(language: Language) -> _Placeholders:
    told: Any = load_words("placeholders")
    marks = "|".join(f"(?:{each})" for each in (*told[language], *told["any"]))
    patterns = ("|".join(told["words"]), told["signs"], marks, told["cue"])
    return _Placeholders(*map(compile_pattern, patterns))


def check_placeholders(text: StyledText) -> Iterator[Finding]:
    """Yield what stands in *text* for words still to come. What the house has for gaps is right."""
    if text.field.startswith("gaps."):
        return
    words_found, marks = _find_placeholders(text.searched, text.language)
    found = list(words_found)
    for start, end in marks:
        mark = text.searched[start:end]
        # What a quote leaves out may be supplied so: “[The embassy] will help.”
        supplied = mark.startswith("[") and _is_quoted(text, start)
        if not supplied or _load_placeholders(text.language).cue.search(mark):
            found = [each for each in found if not _is_within(each, (start, end))]
            found.append((start, end))
    for start, end in found:
        words = text.text[start:end]
        message = say("“{words}” is a placeholder", words=words)
        hint = say("write what belongs here; what is not known yet, leave out of the field")
        yield text.find(PLACEHOLDER, (start, end), message, hint)


@lru_cache(maxsize=_LINES)
def _find_placeholders(
    searched: str, language: Language
) -> tuple[tuple[Extent, ...], tuple[Extent, ...]]:
    """Return where words and where marks stand in *searched* that may be placeholders."""
    told = _load_placeholders(language)
    words = tuple(match.span() for match in told.words.finditer(searched))
    marks = told.marks.finditer(searched) if told.signs.search(searched) else ()
    return words, tuple(match.span() for match in marks)


def _is_within(one: Extent, other: Extent) -> bool:
    return other[0] <= one[0] and one[1] <= other[1]


def _is_quoted(text: StyledText, at: int) -> bool:
    """Return whether somebody's own words, or a note, stand in *text* at *at*."""
    before = text.searched[:at]
    return text.field.endswith(".words.en") or (
        before.count("“") > before.count("”") or before.count("(") > before.count(")")
    )


def check_links(text: StyledText) -> Iterator[Finding]:
    """Yield the signs of a sentence that became part of a link in *text*."""
    if EXPRESSION not in text.searched and not text.searched.startswith("http"):
        return
    for match in LINK_END.regex.finditer(text.searched):
        yield LINK_END.report(text, match.span("end") if match["end"] else match.span())


@cache
def _match_doubled(language: Language) -> re.Pattern[str]:
    if language is _EN:
        return compile_pattern(r"(?<![\w’'-])([A-Za-z]{1,20})\s+\1(?![\w’'/-])", re.IGNORECASE)
    told: Any = load_words("doubled")
    before, after = "一-鿿ァ-ヺーA-Za-z0-9」）", "一-鿿ァ-ヺA-Za-z0-9「（、。"
    single = "|".join(
        rf"(?<=[{before}{EXPRESSION}]){one}(?={one}(?!{other or '(?!)'})[{after}{EXPRESSION}])"
        if one != "を"
        else "を(?=を)"
        for one, other in told["particles"].items()
    )
    ends = "|".join(f"(?<={word})" for word in told["before"])
    single += "".join(
        rf"|(?:{ends}){one}(?={one}[{after}{EXPRESSION}])" for one in told["particles"]
    )
    listed = "|".join(map(re.escape, list_longest_first(told["ja"])))
    return compile_pattern(rf"({single}|[ぁ-んァ-ヺー一-鿿]{{3,8}}|[一-鿿]{{2}}|{listed})\1")


_THAT_CLAUSE = compile_pattern(
    r"(?<=that)\s(?:an?|the|this|these|those|it|its|they|their|we|our|he|she|his|her|you|there"
    r"|[A-Z][\w-]*|(?!(?:is|was|has|this|does|process|business|press|basis|analysis|thesis|series)\b)"
    r"[a-z]{3,}[^\Ws]s|all|both|many|some|each|every)\b"
)
"""Matches what “that” twice does not stand before: that that members would."""


_CLAUSE_BEFORE = compile_pattern(
    r"\b(?:what|who|where|how|why|when|which|whether|that|all|thing)\b[^.;:]*$", re.IGNORECASE
)
"""Matches what a clause begins with that may end with a verb, before the verb of the sentence."""


def check_doubled(text: StyledText) -> Iterator[Finding]:
    """Yield the words of *text* that stand there twice, and its stops and commas that do."""
    if _TWO_STOPS.search(text.searched):
        yield from DOUBLED_STOP.find_in(text)
    for word, extent in _find_doubled(text.searched, text.language):
        message = say("“{word}” stands here twice in a row", word=word)
        hint = say("keep one of them")
        yield text.find(DOUBLED_WORD, extent, message, hint, word)


@lru_cache(maxsize=_LINES)
def _find_doubled(searched: str, language: Language) -> tuple[tuple[str, Extent], ...]:
    """Return the words that stand twice in *searched*, and where they do."""
    told: Any = load_words("doubled")
    allowed = told["en"] if language is _EN else told["twice"]
    found: list[tuple[str, Extent]] = []
    for match in _match_doubled(language).finditer(searched):
        word = match[1]
        second = match[0][-len(word) :]
        may_be = word.lower() in allowed and not _THAT_CLAUSE.match(searched, match.end())
        if word.lower() == "is":  # what the center is is a hub
            may_be = bool(_CLAUSE_BEFORE.search(searched, 0, match.start()))
        if not may_be and (language is _JA or second == second.lower()):
            found.append((word, match.span()))
    return tuple(found)


_PROSE = compile_pattern(
    r"(?:release\.)?(?:(?:background|purpose|closing)\[\d+\]|quotes\[\d+\]\.(?:gist|words)"
    r"|about(?:\[\d+\])?\.paragraphs\[\d+\])\.(?:ja|en)"
)
"""The fields that hold sentences; headings, captions and items of lists are none."""

_NO_SENTENCE = compile_pattern(r"[・•*#|■□◆◇●○＊※\-–—>]|[(（]?(?:\d{1,2}|[①-⑳]|[a-z])[.)）．]?\s")
_POLITE = compile_pattern(
    r"(?:ます|ました|です|でした|ません|ましょう|でしょう|ください)(?:（[^（）。]*）)?$"
)
_MASKED = compile_pattern(f"[{EXPRESSION}{TAG}]+")
_SMALL_WORD = compile_pattern(r"\b[a-z]+\b")
_ENDED = {
    _JA: compile_pattern(rf"[。！？!?…：:」』】］\]{EXPRESSION}{TAG}、,.]$|。[）)]$"),
    _EN: compile_pattern(rf"[.!?…:;,–—-][”’\"')\]*]*$|[{EXPRESSION}{TAG}]$"),
}
_SHORT = {_JA: 10, _EN: 4}
"""Of fewer characters or words is no sentence that needs a stop."""

_TEMPLATE_WORDS = 8
_GOES_ON = compile_pattern(
    r"\b(?:a|an|the|of|and|or|in|on|at|to|for|with|by|from|as|that|which|its|their|into|between)$"
)


_JA_STOP = compile_pattern(r"[^、。]{0,8}。")
_EN_STOP = compile_pattern(r"\S+\.(?=\s*$)")


def check_stops(paragraph: Paragraph) -> Iterator[Finding]:
    """Yield the sentences of *paragraph* that end without a stop: one stands on each line."""
    first = paragraph[0]
    if first.field and not _PROSE.fullmatch(first.field):
        return
    if not first.field:
        yield from map(_find_end, filter(_is_open_in_template, paragraph))
        return
    folded = any(_is_folded(one, after) for one, after in pairwise(paragraph))
    for text, after in zip(paragraph, (*paragraph[1:], None), strict=True):
        breaks_off = after is None and text.searched.endswith((",", "、"))
        if (_is_open(text) or breaks_off) and (
            _is_cut(text, after) and not folded if after else not text.field.endswith("words.ja")
        ):
            yield _find_end(text)


def check_phrase(paragraph: Paragraph) -> Iterator[Finding]:
    """Yield where *paragraph*, which goes into a sentence of the lede, ends one of its own."""
    if not paragraph[0].field.startswith("release.profile."):
        return
    last = paragraph[-1]
    for text in paragraph:
        pattern = _JA_STOP if text.language is _JA else _EN_STOP if text is last else None
        if pattern and (found := pattern.search(text.searched)):
            hint = say("write a phrase that goes with the name of the partner, and no sentence")
            message = say(
                "“{words}” ends a sentence in the midst of the lede", words=found[0].lstrip()
            )
            start = found.end() - len(found[0].lstrip())
            yield text.find(PHRASE_STOP, (start, found.end()), message, hint)
            return


def _is_folded(text: StyledText, after: StyledText) -> bool:
    """Return whether a sentence goes on from the line of *text* in *after*."""
    if text.language is _EN:
        return after.text[:1].islower() or bool(_GOES_ON.search(text.text))
    return False


def _is_cut(text: StyledText, after: StyledText) -> bool:
    """Return whether the line of *text* ends a sentence, and *after* begins another."""
    if text.language is _JA:
        return bool(_POLITE.search(text.searched))
    return after.text[:1].isupper() or after.searched.startswith(EXPRESSION)


def _is_open(text: StyledText) -> bool:
    words, language = text.searched.rstrip(), text.language
    length = len(words) if language is _JA else len(words.split())
    if length < _SHORT[language] or _NO_SENTENCE.match(words) or _ENDED[language].search(words):
        return False
    # （…）after a verb is part of the sentence; a note that stands alone is none.
    return language is _EN or not words.endswith(("）", ")")) or bool(_POLITE.search(words))


def _is_open_in_template(text: StyledText) -> bool:
    """Return the same of a line of a template, where headings and captions stand too."""
    if text.language is _JA:
        return bool(_POLITE.search(text.searched)) and not _NO_SENTENCE.match(text.searched)
    plain = _MASKED.sub(" ", text.searched)
    long = len(_SMALL_WORD.findall(plain)) >= _TEMPLATE_WORDS
    return long and _is_open(text)


def _find_end(text: StyledText) -> Finding:
    """Return the finding at the last words of *text*."""
    words = text.text.rstrip()
    last = re.search(r"[^\s、。]{1,8}$" if text.language is _JA else r"\S+$", words)
    start = last.start() if last else 0
    stop = "。" if text.language is _JA else "."
    safe = _POLITE.search(words) if text.language is _JA else re.search(r"\w$", words)
    message = say("“{words}” ends a sentence without “{stop}”", words=words[start:], stop=stop)
    hint = say("put “{stop}” after it", stop=stop)
    fixed = words[start:] + stop if safe else ""
    return text.find(NO_STOP, (start, len(words)), message, hint, fixed)


_GIST = compile_pattern(r"(release\.quotes\[\d+\])\.gist\.(?:ja|en)")
_BARE_SPEECH = {
    _JA: compile_pattern(r"^\s*((?:「(?:[^「」]|「[^「」]*」)*」[、。\s]*)+)$"),
    Language.EN: compile_pattern(r"^\s*([“\"‘]\S*|[A-Z][a-z]\S*)"),
}
"""Matches words of which no verb says that they are spoken, where a sentence goes on with them."""


def check_speech(paragraph: Paragraph) -> Iterator[Finding]:
    """Yield where *paragraph* is to go on after a speaker's name, and has no verb that could."""
    first = paragraph[0]
    if not (gist := _GIST.fullmatch(first.field)):
        return
    text, bare = first, _BARE_SPEECH[first.language]
    found, hint = (
        bare.match(first.searched),
        phrase("begin with a verb: said that …; a speaker’s own words go into {field}"),
    )
    if first.language is _JA:
        found = found if all(bare.match(text.searched) for text in paragraph) else None
        text, found = (first, found) if found else _find_own_speech(paragraph)
        hint = phrase("end with a verb: 「…」と述べました; a speaker’s own words go into {field}")
    if found:
        words = found[1].strip('“‘"「」、。 ')
        message = say("“{words}” does not go on after the name of the speaker", words=words)
        told = say(hint, field=f"{gist[1]}.words")
        yield text.find(NO_SPEECH, found.span(1), message, told)


_QUOTED = compile_pattern("「(?:[^「」]|「[^「」]*」)*」|『[^『』]*』")


def _find_own_speech(paragraph: Paragraph) -> tuple[StyledText, re.Match[str] | None]:
    """Return where somebody speaks in *paragraph*, in Japanese, as nobody else would: 思います.

    What is quoted is left out: a verb goes on after it.
    """
    own = compile_pattern(rf"([^、。「]*(?:{'|'.join(load_words('speech')['own_ja'])}))(?:。|\s*$)")
    whole = "\n".join(text.searched for text in paragraph)
    around = _QUOTED.sub(lambda quoted: re.sub(r"[^\n]", "「", quoted[0]), whole).split("\n")
    spoken = zip(paragraph, map(own.search, around), strict=True)
    return next(((text, found) for text, found in spoken if found), (paragraph[0], None))
