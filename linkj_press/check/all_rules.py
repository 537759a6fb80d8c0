"""Every rule there is, by family, and what each code is for: to a person who asks, or as a table.

Beside rules, codes are those of what keeps a file from being read or a release from being drafted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from linkj_press.check import naming, parity, record, translation, typography
from linkj_press.check.rules import Rule
from linkj_press.message import Message, join, say

RULES: tuple[Rule, ...] = (
    *record.RULES,
    *parity.RULES,
    *translation.RULES,
    *typography.RULES,
    *naming.RULES,
)


def find_rule(code: str) -> Rule | None:
    """Return the rule called *code*, or None."""
    return next((rule for rule in RULES if rule.code == code), None)


def explain_rule(rule: Rule) -> Message:
    """Return the title of *rule*, why it is there, its examples, and whether `--fix` mends it."""
    told = [say("{code}: {title}", code=rule.code, title=rule.title), rule.why]
    for wrong in rule.bad:
        fixed = say("  wrong: {text} → {fixed}", text=wrong.text, fixed=wrong.fixed)
        told.append(fixed if wrong.fixed else say("  wrong: {text}", text=wrong.text))
    told += [say("  right: {text}", text=example.text) for example in rule.good]
    mended = say("check --fix mends it") if mends(rule) else say("check --fix leaves it to you")
    off = say("to do without it: `off: [{code}]` in templates/house/style.yaml", code=rule.code)
    return join([*told, mended, off], "\n")


def mends(rule: Rule) -> bool:
    """Return whether `check --fix` mends what *rule* finds."""
    return any(example.fixed for example in rule.bad)


def render_table(rules: Iterable[Rule]) -> str:
    """Return the table of *rules* in Markdown, in English."""
    rows = [
        f"| `{rule.code}` | {rule.severity} | {rule.title} | {'yes' if mends(rule) else ''} |"
        for rule in sorted(rules, key=lambda rule: rule.code)
    ]
    return "\n".join(["| rule | | finds | `--fix` |", "|---|---|---|---|", *rows]) + "\n"


def explain_problem(code: str) -> Message:
    """Return what the problem *code*, one of `PROBLEMS`, is, and that it must be mended."""
    told = say("{code}: {title}", code=code, title=PROBLEMS[code])
    return join([told, say("the files must be mended: there is no doing without it")], "\n")


PROBLEMS: Mapping[str, Message] = {
    "alias-of-itself": say("An alias (*name) stands inside the value that it stands for."),
    "break-in-paragraph": say(
        "A paragraph of a template holds a break that no release shows; paragraphs are "
        "set apart by an empty line."
    ),
    "cannot-read": say(
        "The system does not let a file be read: it may be locked, a folder, or somebody else's."
    ),
    "closing-bracket": say(
        "A } or ] closes nothing. One that belongs to a text needs quotation marks around the text."
    ),
    "colon-in-text": say(
        "YAML takes a colon and a space for the end of a key. A text that has them goes "
        "in quotation marks or in a block (|)."
    ),
    "comment-in-text": say(
        "YAML takes a space and # for the beginning of a comment, so that the rest of a "
        "text, such as a hashtag, would be left out unseen. Only a # without a space "
        "after it, in a field of words, is taken for text."
    ),
    "control-character": say(
        "A character that shows nothing, such as one pasted along from another program. "
        "Word files cannot hold most of them."
    ),
    "empty-link": say("A link of a template has no address."),
    "empty-list": say("The field needs at least one entry."),
    "empty-text": say(
        "Quotation marks with nothing between. To leave a field open, write nothing after"
        " its colon."
    ),
    "file-name": say(
        "A partner is called by its file's name, so that has small letters, digits and "
        "hyphens, and ends in .yaml."
    ),
    "flow-entries": say(
        "Between { } and [ ], entries are set apart by a comma and a space. A text with "
        "other signs goes in quotation marks."
    ),
    "full-width-braces": say(
        "{{ and }} were typed with the input method on, so that what stands between would"
        " be printed as it is."
    ),
    "full-width-bracket": say(
        "｛ ｝ ［ ］ were typed with the input method on; YAML knows { } and [ ] alone."
    ),
    "full-width-colon": say(
        "：was typed with the input method on; after a key YAML knows the half-width colon alone."
    ),
    "full-width-comma": say(
        "， or 、 was typed with the input method on; between { } and [ ] YAML knows the "
        "half-width comma alone."
    ),
    "full-width-quotes": say(
        "Quotation marks other than \" and ' are part of the text to YAML, and would be printed."
    ),
    "gap-in-time": say(
        "Of what changes over time in the house, nothing would be in force on some days."
    ),
    "headline": say(
        "A release has one headline: one line of its template that begins with # and a space."
    ),
    "ideographic-space": say(
        "A space was typed with the input method on, where YAML or a key has no place for it."
    ),
    "indentation": say(
        "YAML goes by the spaces at the beginning of lines: keys of one level begin in "
        "one column, and a text further right than its key."
    ),
    "key-not-text": say(
        "A key is a plain word. A text that begins with {{ goes in quotation marks."
    ),
    "key-twice": say("A key stands twice in one place, so that one of its values would be lost."),
    "leads-out": say(
        "A file of the workspace is a link to one outside it, which no release may hold."
    ),
    "letterhead": say("The file templates/house/letterhead.docx is there, and is no Word file."),
    "link-around-value": say("Around a value, a link is written {{ value | link }}."),
    "link-title": say("A link of a template has words and an address, and no title."),
    "merge-mark": say(
        "git could not merge two versions of a file by itself, and left both with lines "
        "of signs around them. A person chooses, and deletes the lines of signs."
    ),
    "missing-key": say("A field that is always needed is not there."),
    "needs-quotes": say(
        "* & ! % @ ` | > [ { \" ' and - ? : with a space mean something to YAML at the "
        "beginning of a value. A text that begins with one goes in quotation marks."
    ),
    "no-colon": say("A key is followed by a half-width colon and a space."),
    "no-file": say("A file that every desk has is not there."),
    "no-picture": say("A figure of a template has no picture in it."),
    "no-picture-file": say(
        "The picture that a partner file names is not there, or cannot be read."
    ),
    "no-release": say("The partner file has no `release:` to be shown."),
    "no-space-after-colon": say(
        "YAML ends a key by a colon and a space; without the space it is all one text."
    ),
    "no-template": say(
        "A template set lacks a language, or a template asks for one that is not there."
    ),
    "not-a-sign": say(
        "A sign of Markdown was typed full-width or without its space, and would be "
        "printed as it is."
    ),
    "not-for-releases": say(
        "Markdown that a release has no use for: a block quote, code, a third level of headings."
    ),
    "not-in-force": say(
        "On the day of the release, the house has no entry of what the text needs."
    ),
    "open-block": say("A block of a template (:::) is not closed."),
    "open-bracket": say(
        "A { or [ is not closed. One that belongs to a text needs quotation marks around the text."
    ),
    "open-quotes": say("A text begins with a quotation mark and does not end with it."),
    "order-contradicts": say("`signed_after` and the dates of signing cannot both be right."),
    "out-of-order": say("Entries with dates stand in the order of their dates."),
    "overlap": say(
        "Of what changes over time in the house, two entries would be in force on one day."
    ),
    "picture": say("A picture cannot be put into a Word file as it is."),
    "picture-elsewhere": say(
        "A picture lies outside the workspace, and would be missing on other machines."
    ),
    "picture-in-text": say("A picture stands in a figure of its own, not in a sentence."),
    "quoted-lines": say(
        "YAML joins the lines of a quoted text with spaces, which is wrong in Japanese; a"
        " block (|) keeps them."
    ),
    "release-before-signing": say("A release goes out on the day of signing or later."),
    "same-place": say("Two partners say that they come right after the same third."),
    "second-document": say("A line of --- begins a second document, which nothing would read."),
    "second-picture": say("A figure of a template has one picture."),
    "strange-space": say(
        "A no-break or other unusual space, pasted from Word or a web page, stands where "
        "YAML wants an ordinary one."
    ),
    "stray-line": say("A line is no `key: value`, and no text above goes on in it."),
    "surplus-cell": say("A row of a table has more cells than its head."),
    "tab": say("A tab stands where YAML has spaces, or in a text."),
    "tag": say(
        "YAML takes ! at the beginning of a value for the name of a type, and leaves it out."
    ),
    "template-loop": say("A template or a value refers to itself."),
    "template-mistake": say("A template asks for what cannot be worked out."),
    "template-syntax": say("{{ … }} or {% … %} of a template is not written as it must be."),
    "text-after-quotes": say(
        "YAML ends a value at its closing quotation mark. All of a text goes between the "
        "marks; \" inside is written with ' around it."
    ),
    "too-deep": say("Nothing in these files is nested so deeply."),
    "too-large": say(
        "A file or text larger than any of its kind: most likely another was put in its place."
    ),
    "too-long": say(
        "What a template or a text makes is longer than any release, and is not built."
    ),
    "too-many-aliases": say("Nothing in these files needs so many aliases (*name)."),
    "undefined": say(
        "A template or text asks for a value that there is not, mostly through a slip in its name."
    ),
    "unknown-alias": say("YAML takes * at the beginning of a value for the name of another value."),
    "unknown-block": say("A block of a template (:::) has a name that there is not."),
    "unknown-country": say("The key is none of `countries` in templates/house/terms.yaml."),
    "unknown-instrument": say("The key is none of `instruments` in templates/house/terms.yaml."),
    "unknown-item": say("The key is none of `items` in templates/house/terms.yaml."),
    "unknown-key": say("A field that there is not: misspelt, or in another place than its own."),
    "unknown-kind": say("The key is none of `kinds` in templates/house/terms.yaml."),
    "unknown-partner": say("`signed_after` names a partner that has no file."),
    "unknown-person": say(
        "The key is none of `people`, in the file or in templates/house/issuer.yaml."
    ),
    "unknown-region": say("The key is none of `regions` in templates/house/terms.yaml."),
    "unknown-rule": say("`off` in templates/house/style.yaml names a rule that there is not."),
    "unknown-template-set": say("A template set is a folder in templates/."),
    "unknown-value": say("The field takes one of a few values, and this is none of them."),
    "unsettled-order": say(
        "Two partnerships have dates that do not tell which came first, and every number "
        "depends on it."
    ),
    "wrong-date": say(
        "A date is written 2020-09-07, or 2020-09 where a month is enough, in half-width digits."
    ),
    "wrong-encoding": say(
        "Files are kept as UTF-8; another encoding reads as other characters elsewhere."
    ),
    "wrong-form": say("The value is not written as its field needs it."),
    "wrong-path": say(
        "A picture is named by its place below the folder of the file, with / between folders."
    ),
    "wrong-time": say("A time is written 2020-09-07 14:00, in Japan's time and half-width digits."),
    "wrong-type": say(
        "The field takes another kind of value: a text, a number, a list, or fields of its own."
    ),
    "wrong-url": say("A web address begins with https:// or http:// and has no spaces."),
    "wrong-value": say("The value is beyond what its field takes."),
    "yaml-syntax": say("The file is no YAML from here on, and why cannot be told."),
}
"""What keeps a file from being read, or a release from being drafted, by its code."""
