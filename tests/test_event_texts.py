"""Releases about what becomes of partnerships, as an editor reads them: kept as golden texts."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from linkj_press.draft.document import render_plain
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.workspace.loading import load_workspace
from tests.small import read_real_partners, write_workspace

_EARLIER = ("one-nucleus", "keio-iab", "medcity", "kawasaki", "ucla", "yokohama")
"""A history with a month of one, a name with commas, a gloss, and an abbreviation."""

_PEOPLE = """
  people:
    mihon:
      name: {ja: 見本 太郎, en: Taro Mihon}
      title: {ja: 青葉県知事, en: Governor of Aoba Prefecture}
    reiji:
      name: {ja: 例示 花子, en: Hanako Reiji}
      title: {ja: 学長, en: President}
      affiliation: {ja: 若葉大学, en: Wakaba University}
"""
_PROSE = """
  subhead: {ja: "国内外{{ ledger.total }}団体と提携", en: "{{ ledger.total }} partnerships so far"}
  purpose:
    - ja: これまでの交流を土台に、取り組みを広げます。
      en: They will build on their exchange so far and widen their activities.
"""

AOBA = """
name: {full: {ja: 青葉県, en: Aoba Prefecture}}
kind: municipality
country: JP
"""
WAKABA = """
name: {full: {ja: 若葉大学, en: Wakaba University}}
kind: university
country: JP
"""
MIDORI = """
name: {full: {ja: 緑県, en: Midori Prefecture}}
kind: municipality
country: JP
"""
LAKESIDE = """
name:
  full: {ja: レイクサイド州立大学ノースポート校, en: "State University of Lakeside, Northport"}
  in_sentence: {en: "the State University of Lakeside, Northport"}
kind: university
country: US
"""


def release(day: str, template: str = "mou", more: str = "") -> str:
    """Return the release part of a file."""
    return f"release:\n  date: {day}\n  template: {template}\n{_PROSE}{more}"


def signed(day: str, more: str) -> str:
    """Return the agreement of a file."""
    return f"agreement: {{signed: {day}, {more}}}\n"


CLUSTER = """
name: {full: {ja: 若葉クラスター, en: Wakaba Cluster}}
kind: life-science-organization
country: JP
"""
CLINIC = """
name: {full: {ja: 若葉財団, en: Wakaba Foundation}}
kind: foundation
country: JP
"""
_CO_ISSUERS = """
  co_issuers:
    - name: {ja: 見本不動産株式会社, en: "Mihon Estate, Inc."}
      short: {ja: 見本不動産, en: Mihon Estate}
    - name: {ja: 見本銀行, en: Mihon Bank}
"""

EVENTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "renewal": (
        "yokohama-renewal-2024",
        {
            "yokohama-renewal-2022": "renews: yokohama\n"
            + signed("2022-08-30", "instrument: MOU, years: 2, items: [visits]"),
            "yokohama-renewal-2024": "renews: yokohama\n"
            + signed("2024-08-30", "instrument: MOU, years: 5, items: [co-hosting, professors]")
            + release("2024-08-30", "renewal", "  signatories: [ueda]\n"),
        },
    ),
    "resumed": (
        "yokohama-renewal-2025",
        {
            "yokohama": read_real_partners()["yokohama"] + "ended: {on: 2023-07-31}\n",
            "yokohama-renewal-2025": "renews: yokohama\n"
            + signed("2025-04-01", "instrument: MOC, years: 3, items: [visits]")
            + release("2025-04-01", "renewal", "  history: table\n"),
        },
    ),
    "renewed-together": (
        "renewal-2025",
        {
            "aoba": AOBA + signed("2021-04-01", "signed_with: [midori], instrument: MOU"),
            "midori": MIDORI + signed("2021-04-01", "instrument: MOU"),
            "yokohama-renewal-2024": "renews: yokohama\n"
            + signed("2024-08-30", "instrument: MOU, years: 5, items: [visits]"),
            "renewal-2025": "renews: [yokohama, aoba]\n"
            + signed("2025-04-01", "instrument: MOC, years: 5, items: [visits]")
            + release("2025-04-01", "renewal", _CO_ISSUERS),
        },
    ),
    "one-of-a-month-renewed": (
        "wakaba",
        {
            "aoba": AOBA + signed("2021-04-01", "signed_with: [midori], instrument: MOU"),
            "midori": MIDORI + signed("2021-04-01", "instrument: MOU"),
            "midori-renewal-2024": "renews: midori\n"
            + signed("2024-04-01", "instrument: MOU, items: [visits]"),
            "wakaba": WAKABA
            + signed("2025-04-01", "instrument: MOU, items: [visits]")
            + release("2025-04-01"),
        },
    ),
    "after-a-merged-predecessor": (
        "cluster",
        {
            "medcity": read_real_partners()["medcity"]
            + "merged: {into: one-nucleus, on: 2020-09-10}\n",
            "cluster": CLUSTER
            + signed("2021-04-01", "instrument: MOU, items: [visits]")
            + release("2021-04-01"),
        },
    ),
    "an-ending-in-the-region": (
        "osaka",
        {
            **{name: read_real_partners()[name] for name in ("kobe", "osaka")},
            "krp": read_real_partners()["krp"] + "ended: {on: 2020-01-31}\n",
            "kobe-renewal-2020": "renews: kobe\n"
            + signed("2020-08-01", "instrument: MOU, items: [visits]"),
        },
    ),
    "three-kinds": (
        "aoba",
        {
            "aoba": AOBA
            + signed(
                "2021-04-01",
                "signed_with: [clinic, lakeside], instrument: MOU, years: 1, items: [visits]",
            )
            + release("2021-04-01"),
            "clinic": CLINIC + signed("2021-04-01", "instrument: MOU"),
            "lakeside": LAKESIDE + signed("2021-04-01", "instrument: MOU"),
        },
    ),
    "renewed-earlier": (
        "aoba",
        {
            "yokohama-renewal-2024": "renews: yokohama\n"
            + signed("2024-08-30", "instrument: MOU, years: 5, items: [visits]"),
            "aoba": AOBA
            + signed("2025-04-01", "instrument: MOU, items: [visits]")
            + release("2025-04-01"),
        },
    ),
    "after-an-ending": (
        "aoba",
        {
            "one-nucleus": read_real_partners()["one-nucleus"] + "ended: {on: 2020-09-30}\n",
            "aoba": AOBA
            + "seat: {ja: 青葉県みどり町, en: 'Midori-cho, Aoba'}\n"
            + signed("2021-04-01", "instrument: MOU, years: 3, items: [exchange, professors]")
            + release(
                "2021-04-02",
                more="  history: count\n  head: mihon\n  signatories: [mihon, okano]\n" + _PEOPLE,
            ),
        },
    ),
    "merger": (
        "aoba",
        {
            "one-nucleus": read_real_partners()["one-nucleus"]
            + "merged: {into: medcity, on: 2020-09-10}\n",
            "aoba": AOBA
            + signed(
                "2021-04-01", "instrument: MOU, renewed_automatically: true, items: [exchange]"
            )
            + release("2021-04-01", more="  tell_kind: false\n"),
        },
    ),
    "merger-in-a-table": (
        "aoba",
        {
            "one-nucleus": read_real_partners()["one-nucleus"]
            + "merged: {into: medcity, on: 2020-09-10}\n",
            "aoba": AOBA
            + signed("2021-04-01", "instrument: MOU, items: [exchange, short-programme]")
            + release("2021-04-01", more="  history: table\n"),
        },
    ),
    "three-of-one-kind": (
        "aoba",
        {
            "aoba": AOBA
            + signed("2021-04-01", "signed_with: [midori], instrument: MOU, items: [visits]")
            + release("2021-04-01"),
            "midori": MIDORI + signed("2021-04-01", "instrument: MOU"),
        },
    ),
    "four-of-two-kinds": (
        "aoba",
        {
            "aoba": AOBA
            + signed(
                "2021-04-01",
                "signed_with: [midori, lakeside], instrument: MOU, years: 1, items: [visits]",
            )
            + release("2021-04-01", more="  signatories: [mihon, reiji, okano]\n" + _PEOPLE),
            "midori": MIDORI + signed("2021-04-01", "instrument: MOU"),
            "lakeside": LAKESIDE + signed("2021-04-01", "instrument: MOU"),
        },
    ),
    "after-a-joint-signing": (
        "wakaba",
        {
            "aoba": AOBA + signed("2021-04-01", "signed_with: [midori, lakeside], instrument: MOU"),
            "midori": MIDORI + signed("2021-04-01", "instrument: MOU"),
            "lakeside": LAKESIDE + signed("2021-04-01", "instrument: MOU"),
            "wakaba": WAKABA
            + signed("2021-06-01", "instrument: comprehensive-agreement, items: [visits]")
            + release("2021-06-01"),
        },
    ),
    "two-issuers": (
        "aoba",
        {
            "aoba": AOBA
            + signed("2021-04-01", "instrument: MOU, years: 3, items: [exchange, visits]")
            + release(
                "2021-04-01",
                more="""
  media_contact:
    name: {ja: 広報担当, en: Public Relations}
    phone: 03-0000-0000
  co_issuers:
    - name: {ja: 見本不動産株式会社, en: "Mihon Estate, Inc."}
      short: {ja: 見本不動産, en: Mihon Estate}
      seat: {ja: 東京都中央区, en: "Chuo-ku, Tokyo"}
      head:
        name: {ja: 見本 次郎, en: Jiro Mihon}
        title: {ja: 代表取締役社長, en: President}
      about:
        - ja: 見本不動産は、研究施設を運営しています。
          en: Mihon Estate operates research facilities.
      website: https://www.example.org/
      media_contact:
        name: {ja: 広報部, en: Corporate Communications}
        email: press@example.org
""",
            ),
        },
    ),
    "letter-of-intent": (
        "lakeside",
        {
            "lakeside": LAKESIDE
            + signed("2021-04-01", "instrument: LOI, items: [member-service, programmes]")
            + release("2021-04-01", more="  history: count\n"),
        },
    ),
    "until-a-day": (
        "wakaba",
        {
            "wakaba": WAKABA
            + signed(
                "2021-04-01",
                "instrument: comprehensive-agreement, until: 2024-03-31,"
                " renewed_automatically: true, items: [event-support, visits-facilities]",
            )
            + release("2021-04-01", more="  head: reiji\n" + _PEOPLE),
        },
    ),
    "government-body": (
        "embassy",
        {
            "embassy": """
name:
  full: {ja: フランス大使館, en: Embassy of France}
  in_sentence: {en: the Embassy of France}
kind: embassy
country: FR
seat: {ja: 東京都港区, en: "Minato-ku, Tokyo"}
"""
            + signed(
                "2021-04-01",
                "instrument: MOC, years: 3, renewed_automatically: true,"
                " items: [exchange, {ja: 研究者の受け入れ, en: hosting of researchers}]",
            )
            + release("2021-04-01", "moc"),
        },
    ),
}


@pytest.mark.parametrize("event", EVENTS)
def test_releases_about_events_read_as_reviewed(
    tmp_path: Path, golden: Callable[[str, str], None], event: str
) -> None:
    """Whoever changes a sentence of the house sees it beside each event, in both languages."""
    about, files = EVENTS[event]
    earlier = {partner: read_real_partners()[partner] for partner in _EARLIER}
    workspace = load_workspace(write_workspace(tmp_path / "w", {**earlier, **files}))
    drafter = Drafter(workspace)
    for language in Language:
        golden(f"events/{event}.{language}.txt", render_plain(drafter.draft(about, language)))
