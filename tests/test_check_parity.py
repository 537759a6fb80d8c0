"""What one language of a release says and the other does not: faults and tricky innocents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkj_press.check import Checker, Finding, Rule, check_workspace, parity
from linkj_press.check.all_rules import explain
from linkj_press.check.naming import check_forms
from linkj_press.check.parity import RULES
from linkj_press.check.parity.facts import Amount, Fact, FactKind
from linkj_press.check.parity.read import read_facts
from linkj_press.check.rules import CheckedRelease
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.text.dates import PartialDate, StatedDate
from linkj_press.text.wording import (
    word_count,
    word_date,
    word_month,
    word_month_day,
    word_number,
    word_ordinal,
)
from linkj_press.workspace.loading import Workspace, load_workspace
from tests.conftest import FIFTEEN
from tests.small import MARK, cut_marks, read_real_partners, write_workspace

JA, EN = Language
CODES = {rule.code for rule in RULES}
OSAKA = "partners/osaka.yaml"
LAST_JA = "オールジャパンでのイノベーション創出につなげていきます。"
LAST_EN = "it will help bring about innovation across all of Japan."


def put(root: Path, path: str, old: str, new: str) -> list[str]:
    """Put *new*, which has marks, in the place of *old*, and return where the marks are."""
    file = root / path
    text = file.read_text("utf-8")
    assert text.count(old) == 1, (path, old, text.count(old))
    marked = text.replace(old, new)
    cut, places = cut_marks(marked)
    file.write_text(cut, "utf-8", newline="\n")
    return [f"{path}:{line}:{column}" for line, column in places]


def check(root: Path, partner: str) -> list[Finding]:
    """Return what parity finds in the release of *partner*."""
    workspace = load_workspace(root)
    drafter = Drafter(workspace)
    documents = {language: drafter.draft(partner, language) for language in Language}
    found = parity.check(CheckedRelease(workspace, partner, documents))
    return sorted(set(found), key=lambda finding: finding.problem.where)


def told(findings: Sequence[Finding]) -> list[tuple[str, str]]:
    return [(f.problem.code, str(f.problem.where)) for f in findings]


@pytest.fixture
def small_desk(tmp_path: Path) -> Path:
    """A desk of the few partners that the sentences name: it is loaded for every one of them."""
    real = read_real_partners()
    return write_workspace(tmp_path, {p: real[p] for p in ("krp", "kawasaki", "yokohama", "osaka")})


def test_the_shipped_releases_agree(workspace: Workspace) -> None:
    """Nothing is told of releases that have been reviewed."""
    assert len(workspace.released) >= 4
    found = check_workspace(workspace, FIFTEEN)
    assert [str(f.problem) for f in found if f.problem.code in CODES] == []


SENTENCES = [
    # numbers: figures, words, units, ordinals
    ("number-differs", "今後5年間にわたり協力します。", "They will cooperate for ▸three years."),
    ("number-differs", "今後3年間にわたり協力します。", "They will cooperate for ▸five years."),
    ("number-differs", "今後３年間にわたり協力します。", "A ▸2-year program begins."),
    ("number-differs", "今後三年間にわたり協力します。", "They will cooperate for ▸five years."),
    ("number-differs", "今後3か月にわたり協力します。", "They will cooperate for ▸three years."),
    ("number-differs", "今後2週間にわたり協力します。", "They will cooperate for ▸10 days."),
    ("number-differs", "26の大学が集まります。", "It is home to ▸25 universities."),
    ("number-differs", "▸26の大学が集まります。", "It is home to many universities."),
    ("number-differs", "多くの大学が集まります。", "It is home to ▸26 universities."),
    ("number-differs", "▸3,104の医療施設が集まります。", "It is home to medical facilities."),
    ("number-differs", "3,104の医療施設が集まります。", "It has ▸3,140 medical facilities."),
    ("number-differs", "440以上の会員がいます。", "It has more than ▸404 members."),
    ("number-differs", "2例目の提携です。", "It is the ▸third partnership."),
    ("number-differs", "12例目の提携です。", "It is the ▸13th partnership."),
    ("number-differs", "第3回を開きます。", "The ▸2nd meeting will be held."),
    ("number-differs", "2つの方法を示しました。", "It showed ▸three ways."),
    ("number-differs", "▸3社が参加しました。", "Both companies took part."),
    ("number-differs", "12.5％増えました。", "It rose by ▸12 percent."),
    ("number-differs", "5割増えました。", "It rose by ▸5%."),
    ("number-differs", "約9千社が集まります。", "It is home to some ▸900 companies."),
    ("number-differs", "人口は約880万人です。", "It has ▸88 million people."),
    ("number-differs", "3倍になりました。", "It ▸doubled."),
    ("number-differs", "14時から開きます。", "It begins at ▸3 p.m."),
    ("number-differs", "午後2時半から開きます。", "It begins at ▸2:00 p.m."),
    # words for numbers, decades, months, bounds, lists
    ("number-differs", "百二十一回を数えます。", "It was held ▸one hundred and twelve times."),
    ("number-differs", "両者は週2回会います。", "The two parties meet ▸three times a week."),
    ("date-differs", "90年代に始まりました。", "It began in the ▸1980s."),
    ("date-differs", "▸7月に始めます。", "It will begin soon."),
    ("date-differs", "7月に始めます。", "It will begin in ▸August."),
    ("bound-differs", "約26の大学が集まります。", "It is home to ▸26 universities."),
    ("bound-differs", "26の大学が集まります。", "It is home to ▸about 26 universities."),
    ("list-differs", "講演、展示、交流会を行います。", "It will feature ▸talks and a reception."),
    (
        "list-differs",
        "▸講演と交流会を行います。",
        "It will feature talks, exhibits, and a reception.",
    ),
    (
        "list-differs",
        "医師、看護師、薬剤師、研究者です。",
        "▸They are doctors, nurses and researchers.",
    ),
    # money
    ("money-differs", "1億5000万円を投じます。", "It will invest ▸15 million yen."),
    ("money-differs", "1億5,000万円を投じます。", "It will invest ▸¥1.5 billion."),
    ("money-differs", "500万ドルを投じます。", "It will invest ▸5 million yen."),
    ("money-differs", "▸三千万円を投じます。", "It will invest in this."),
    ("money-differs", "投資します。", "It will invest ▸US$5 million."),
    # dates
    ("date-differs", "2020年9月7日に始まりました。", "It began on ▸September 8, 2020."),
    ("date-differs", "9月7日に始まりました。", "It began on ▸September 8."),
    ("date-differs", "2020年9月に始まりました。", "It began in ▸October 2020."),
    ("date-differs", "2020年9月に始まりました。", "It began in ▸September 2019."),
    ("date-differs", "2020年9月に始まりました。", "It began on ▸September 7, 2020."),
    ("date-differs", "５月に始まりました。", "It began in ▸June."),
    ("date-differs", "1988年に始まりました。", "It began in ▸1989."),
    ("date-differs", "▸1988年に始まりました。", "It began long ago."),
    ("date-differs", "前に始まりました。", "It began on ▸7 September 2020."),
    ("date-differs", "2019年度に始まりました。", "It began in ▸fiscal 2018."),
    ("date-differs", "2019年度に始まりました。", "It began in ▸2019."),
    ("date-differs", "9月7日から9日まで開きます。", "It will be held ▸September 7 to 8, 2020."),
    ("date-differs", "令和2年に始まりました。", "It began in ▸2021."),
    ("date-differs", "1990年代に始まりました。", "It began in the ▸1980s."),
    # addresses
    (
        "url-differs",
        "https://www.link-j.org/event をご覧ください。",
        "See ▸https://www.link-j.org/news.",
    ),
    ("link-missing", "▸https://www.link-j.org/event をご覧ください。", "See our website."),
    ("link-missing", "ウェブサイトをご覧ください。", "See ▸https://www.link-j.org/event."),
    ("email-differs", "press@link-j.org へ。", "Write to ▸pres@link-j.org."),
    ("email-differs", "▸press@link-j.org へ。", "Write to us."),
    ("phone-differs", "電話は03-3241-4911です。", "Call ▸+81-3-3241-4912."),
    ("phone-differs", "電話は▸03-3241-4911です。", "Call us."),
    # names
    ("person-differs", "岡野 栄之が述べました。", "▸Yoshiki Sawa spoke."),
    ("person-missing", "▸岡野 栄之が述べました。", "The chairman spoke."),
    ("person-missing", "理事長が述べました。", "▸Hideyuki Okano spoke."),
    ("person-missing", "▸山口信彦氏が述べました。", "He spoke."),
    ("organisation-differs", "川崎市と協力します。", "It works with ▸the City of Yokohama."),
    ("organisation-differs", "▸川崎市と協力します。", "It works with others."),
    ("organisation-differs", "他とも協力します。", "It works with ▸Kyoto Research Park."),
    ("organisation-differs", "▸KRPと協力します。", "It works with others."),
    ("instrument-differs", "MOCを結びました。", "They signed an ▸MOU."),
    ("instrument-differs", "MOUを結びました。", "They signed a ▸memorandum of cooperation."),
    ("instrument-differs", "協力覚書を結びました。", "They signed ▸MOUs."),
    # in words, of lists and bounds
    ("number-differs", "三名が参加しました。", "▸Four people took part."),
    ("number-differs", "半数が参加しました。", "▸A third of them took part."),
    ("number-differs", "売上は倍増しました。", "Sales have ▸tripled."),
    ("number-differs", "5キロ先にあります。", "It is ▸five miles away."),
    ("number-differs", "−20℃で保ちます。", "It is kept at ▸20°C."),
    ("bound-differs", "10社以上が参加しました。", "▸Fewer than 10 companies took part."),
    ("bound-differs", "約10社が参加しました。", "▸More than 10 companies took part."),
    ("list-differs", "医療、介護、予防を扱います。", "It covers ▸health and care."),
    ("wording-differs", "第1四半期に開きます。", "It will be held in the ▸second quarter."),
    ("wording-differs", "毎月開きます。", "It is held ▸weekly."),
    ("wording-differs", "正午に終わります。", "It ends at ▸midnight."),
    ("place-differs", "ドイツの企業です。", "It is a ▸French company."),
    ("place-differs", "仙台で開きます。", "It will be held in ▸Sapporo."),
    ("body-differs", "北里大学が主催します。", "It is hosted by ▸Waseda University."),
    ("acronym-differs", "▸GMPを満たします。", "They meet the standard."),
    ("sentence-missing", "▸来場者には資料をお渡しする予定になっています。", ""),
    ("nothing-follows", "提携します。", "It works on ▸the following items, step by step."),
    # announced, and not there
    ("nothing-follows", "提携しています。", "It has MOUs with ▸the following alliance partners."),
    ("nothing-follows", "分野があります。", "The fields are ▸as follows."),
    ("nothing-follows", "▸以下の団体と提携しています。", "It has partners."),
    ("nothing-follows", "分野は▸次のとおりです。", "There are fields."),
]


@pytest.mark.parametrize(("code", "ja", "en"), SENTENCES)
def test_a_fault_in_a_sentence_is_told_once_at_its_words(
    small_desk: Path, code: str, ja: str, en: str
) -> None:
    """Each fault is one finding of its rule, at its first character, which its words begin at."""
    places = put(small_desk, OSAKA, LAST_JA, LAST_JA + ja)
    places += put(small_desk, OSAKA, LAST_EN, f"{LAST_EN} {en}")
    found = check(small_desk, "osaka")
    assert told(found) == [(code, place) for place in places], [str(f.problem) for f in found]
    marked = ja if MARK in ja else en
    assert found[0].words
    assert marked.partition(MARK)[2].startswith(found[0].words)
    assert found[0].language is (JA if MARK in ja else EN)


INNOCENT = [
    (
        "札幌市の企業も加わり、同市の大学も参加します。",
        "Companies from Sapporo and its universities join.",
    ),
    ("千葉県柏市の企業も参加します。", "Companies from Kashiwa will also take part."),
    ("米国サンディエゴの企業も参加します。", "Companies from San Diego will also take part."),
    ("見学は90分です。", "The tour takes an hour and a half."),
    ("24時間365日開いています。", "It is open 24/7."),
    ("半数が参加しました。", "50% of them took part."),
    ("うち4割です。", "Four in ten are."),
    ("10年、20年先を見ます。", "It looks one or two decades ahead."),
    (
        "2020年度（2021年3月期）に行います。",
        "It will be done in the fiscal year ending March 2021.",
    ),
    ("2019年度に行います。", "It will be done in FY2020."),
    ("10月末日に終わります。", "It ends on October 31."),
    ("300人以下の企業です。", "They are companies of no more than 300 people."),
    ("−20℃で保ちます。", "It is kept at minus 20 degrees Celsius."),
    ("医療、介護、予防などを扱います。", "It covers health, care, prevention, and more."),
    (
        "文書にはバイオレギオ・ダヌビア 会長のマリア・シュタイナーと理事長の岡野が署名しました。",
        "It was signed by Maria Steiner, President, BioRegio Danubia, and Chairman Okano.",
    ),
    ("経済産業省と進めます。", "It does so with METI."),
    ("数十社が参加しました。", "Dozens of companies took part."),
    ("開きます。続けます。", "It will be held and go on."),
    ("府内の産学官が一丸となって進めます。", "All are working as one."),
    ("より一層進めます。", "It will go further."),
    ("一人ひとりに届けます。", "It will reach each and every one of us."),
    ("第一歩となります。", "It is the first step."),
    ("これは大きな第1歩です。", "It is a great step."),
    ("欧州最大規模の団体です。", "It is one of Europe’s largest organizations."),
    ("両者は協力します。", "The two parties will cooperate."),
    ("双方の会員が集まります。", "Members of both sides will meet."),
    ("2社は協力します。", "Both companies will cooperate."),
    ("世界一の拠点を目指します。", "It aims to be the best in the world."),
    ("三井不動産とともに進めます。", "It will do so with Mitsui Fudosan."),
    ("一般社団法人として進めます。", "It is a general incorporated association."),
    ("二人三脚で進めます。", "They will work side by side."),
    ("四半期ごとに開きます。", "It will be held quarterly."),
    ("第3四半期に開きます。", "It will be held in Q3."),
    ("千葉でも開きます。", "It will be held in Chiba as well."),
    ("一般の方も参加できます。", "It is open to the public."),
    ("1つの案を示しました。", "It showed a plan."),
    ("年1回開きます。", "It is held annually."),
    ("数百社が参加しました。", "Hundreds of companies took part."),
    ("第三者の評価を受けます。", "A third party will assess it."),
    ("半年で終えました。", "It was done in 6 months."),
    ("1年半で終えました。", "It was done in 18 months."),
    ("36か月続けます。", "It will go on for 3 years."),
    ("10年続けます。", "It will go on for a decade."),
    ("今後3年間にわたり続けます。", "It will go on over the next three years."),
    ("今後３年間のプログラムです。", "It is a 3-year program."),
    ("9社が参加しました。", "Nine companies took part."),
    ("2例目です。", "It is the second."),
    ("第2回です。", "It is the 2nd."),
    ("3,104の施設があります。", "There are 3104 facilities."),
    ("440以上の会員がいます。", "It has 440+ members."),
    ("440以上の会員がいます。", "It has over 440 members."),
    ("二十六の大学が参加しました。", "Twenty-six universities took part."),
    ("1億5000万円を投じます。", "It will invest 150 million yen."),
    ("1.5億円を投じます。", "It will invest JPY 150 million."),
    ("100万ドルを投じます。", "It will invest a million dollars."),
    ("5割を占めます。", "It makes up 50 percent."),
    ("12.5％増えました。", "It rose by 12.5%."),
    ("2020年9月7日に始まりました。", "It began on September 7, 2020."),
    ("9月7日に始まりました。", "It began on 7 September 2020."),
    ("９月７日～10日に開きます。", "It will be held on September 7–10, 2020."),
    ("2019年度に始まりました。", "It began in FY2019."),
    ("2016年から2019年まで続きました。", "It went on from 2016–19."),
    ("2016～2019年に続きました。", "It went on from 2016 to 2019."),
    ("令和2年4月に始まりました。", "It began in April 2020."),
    (
        "2020年に始まり、2020年9月に終わりました。",
        "It began that year and ended in September 2020.",
    ),
    ("5月に開くかもしれません。", "It may be held in May."),
    ("新型コロナウイルス感染症の影響です。", "It is due to COVID-19."),
    ("第5世代移動通信システムを使います。", "It uses 5G."),
    (
        "12時30分に開場、14時（日本時間）に開会します。",
        "It opens at 12:30 p.m. and begins at 2:00 p.m. JST (6:00 a.m. CET).",
    ),
    ("活動は①共催、②交換です。", "It covers (1) co-hosting and (2) exchange."),
    ("3分の2を占めます。", "It makes up two-thirds."),
    ("21世紀の医療です。", "It is the medicine of the 21st century."),
    ("https://www.link-j.org/ をご覧ください。", "See https://www.link-j.org/en/."),
    ("詳細はhttps://www.link-j.org/～国内外の連携～", "See https://www.link-j.org/."),
    (
        "（https://www.link-j.org/a）と「https://www.link-j.org/b」",
        "link-j.org: see www.link-j.org/a and www.link-j.org/b",
    ),
    ("https://www.link-j.org/a_(b)、ほか", "(https://www.link-j.org/a_(b))"),
    ("https://www.link-j.org/aをご覧ください！", "See https://www.link-j.org/a!"),
    ("https://link-j.org/event?lang=ja へ。", "See www.link-j.org/event?lang=en."),
    ("電話は03-3241-4911です。", "Call +81 (0)3-3241-4911."),
    ("電話は０３－３２４１－４９１１です。", "Call +81-3-3241-4911."),
    ("岡野理事長が述べました。", "Hideyuki Okano spoke."),
    ("山口信彦氏が述べました。", "Nobuhiko Yamaguchi spoke."),
    ("川崎市と協力します。", "It works with Kawasaki."),
    ("神奈川県立保健福祉大学が主催します。", "It is hosted by a university."),
    ("神奈川県鎌倉市で開きます。", "It will be held in Kamakura."),
    ("大阪府は続けます。", "The prefecture will go on."),
    ("LINK-Jは続けます。", "It will go on."),
    ("協力に関する覚書を結びました。", "They signed an MOU."),
    ("本MOUにもとづきます。", "It rests on the agreement."),
    ("次の世代を育てます。", "It will foster the next generation."),
    ("翌年に始まりました。", "It began the following year."),
    ("以下の3分野です：医療、介護、予防。", "The following three fields: care, health, food."),
    ("2010年代半ばから続けます。", "It has gone on since the mid-2010s."),
    ("2020年9月から12月まで続けます。", "It will go on from September to December 2020."),
    ("2020年9月7日から9日まで開きます。", "It will be held from September 7 to 9, 2020."),
    ("2021～2025年度に行います。", "It will be done in fiscal 2021–2025."),
    ("SDGs17の目標を支えます。", "It supports the 17 SDGs."),
    ("日本橋室町3丁目2番1号です。", "It is at 3-2-1 Nihonbashi-Muromachi."),
    ("5～10名で行います。", "It is done by five to ten people."),
    ("2国間で進めます。", "It is a bilateral effort."),
    ("横浜市立大学と進めます。", "It does so with Yokohama City University."),
    ("TEL 03(3241)4911", "TEL +81-3-3241-4911"),
    ("以下のとおりです。①共催、②交換。", "It is as follows: (1) co-hosting, (2) exchange."),
    ("10名以下の企業です。", "They are companies of 10 people or fewer."),
    ("1990年代からの縁です。", "The tie is of the nineties."),
    ("90年代に始まりました。", "It began in the ’90s."),
    ("百二十一回を数えます。", "It has been held one hundred and twenty-one times."),
    ("1,200名が集まりました。", "One thousand two hundred people gathered."),
    ("2020年度中にまとめます。", "It will be drawn up within the fiscal year ending March 2021."),
    ("2021年3月期に計上します。", "It will be booked in fiscal 2020."),
    ("24時間、31日間受け付けます。", "It will be open around the clock for 31 days."),
    (
        "①情報の交換、②専門家の派遣から始めます。",
        "It begins with 1) exchange of information and 2) dispatch of experts.",
    ),
    ("定員は20名以下です。", "Places are limited to 20."),
    ("7月から9月まで開きます。", "It is open from July to September."),
    ("同月に始めました。", "It began in the same month."),
    ("みなとみらい、鶴見、金沢にあります。", "They are in Minato Mirai, Tsurumi, and Kanazawa."),
    (
        "科学技術、産業、保健医療を結びます。",
        "It links science and technology, industry, and health care.",
    ),
    ("人材、資金、情報を提供します。", "It provides people, funds and information."),
    ("1回の参加者は120人です。", "Each time, 120 people take part."),
    (
        "重んじる点は次のとおりです。それは、継続と敬意です。",
        "The points are as follows. They are continuity and respect.",
    ),
]


@pytest.mark.parametrize(("ja", "en"), INNOCENT)
def test_what_only_looks_different_is_left_alone(small_desk: Path, ja: str, en: str) -> None:
    """Idiom, other units for one amount, and what each language does its own way are no faults."""
    put(small_desk, OSAKA, LAST_JA, LAST_JA + ja)
    put(small_desk, OSAKA, LAST_EN, f"{LAST_EN} {en}")
    assert [str(finding.problem) for finding in check(small_desk, "osaka")] == []


def test_a_field_is_compared_where_no_release_prints_it(desk_copy: Path) -> None:
    """What is said of a partner without a release, and in a term of the house, is told once."""
    krp, terms = "partners/krp.yaml", "templates/house/terms.yaml"
    places = put(desk_copy, krp, "first privately", "▸second privately")
    put(desk_copy, terms, "日本橋で開催", "開催")
    found = Checker(load_workspace(desk_copy)).check_workspace(["krp", "yokohama", "osaka"])
    told_of = [f for f in found if f.problem.code in ("number-differs", "place-differs")]
    assert [(f.problem.code, f.words) for f in told_of] == [
        ("number-differs", "second"),
        ("place-differs", "Nihonbashi"),
    ]
    assert str(told_of[0].problem.where) == places[0]


HOUSE_JA, HOUSE_EN = "templates/house/ja.md", "templates/house/en.md"
ISSUER = "templates/house/issuer.yaml"
YOKOHAMA, KANAGAWA = "partners/yokohama.yaml", "partners/kanagawa.yaml"
DENMARK = "partners/denmark.yaml"
PEOPLE = "    people:\n      - sawa\n      - yamaguchi\n      - ueda\n"
OWN_QUOTES = """\
{% for quote in release.quotes | selectattr("speaker.ours") %}
{{ _quote(quote) }}
{% endfor %}
"""
CLOSING = "{{ house.short }} will continue to foster an environment in which life science innovation emerges, and to contribute to the growth of the industry and to solving the health and medical challenges that people around the world face.\n"  # noqa: E501

EDITS = [
    # prose of a partner file; of two partner's words the English ones are told
    ("number-differs", YOKOHAMA, "180 research", "▸190 research"),
    ("number-differs", YOKOHAMA, "26の大学", "36の大学", YOKOHAMA, "26 univ", "▸26 univ"),
    ("date-differs", YOKOHAMA, "Bio Park in 1988", "Bio Park in ▸1998"),
    ("number-differs", KANAGAWA, "the two approaches", "the ▸three approaches"),
    ("number-differs", KANAGAWA, "the 30 years", "the ▸20 years"),
    (
        "organisation-differs",
        KANAGAWA,
        "、川崎市および",
        "、▸川崎市および",
        KANAGAWA,
        "the City of Kawasaki and ",
        "",
    ),
    (
        "instrument-differs",
        DENMARK,
        "purpose of the {{ agreement.abbreviation }}",
        "purpose of the ▸MOU",
    ),
    (
        "link-missing",
        DENMARK,
        " page ({{ link(release.links.linkedin) }})",
        "",
        DENMARK,
        "  linkedin: ",
        "  linkedin: ▸",
    ),
    (
        "person-missing",
        OSAKA,
        PEOPLE,
        '    caption: {ja: 左から澤 芳樹、▸山口 信彦, en: "Yoshiki Sawa"}\n',
    ),
    # a typed figure against a fact of the record: told where it was typed
    ("number-differs", OSAKA, "J’s {{ ledger.ordinal | ordinal }}", "J’s ▸12th"),
    ("number-differs", OSAKA, "国内外{{ ledger.total }}団体目", "国内外▸12団体目"),
    ("number-differs", DENMARK, "{{ agreement.years | count }} years", "▸five years"),
    ("number-differs", DENMARK, "今後{{ agreement.years }}年間", "今後▸5年間"),
    ("number-differs", DENMARK, "{{ house.members }}以上", "▸400以上"),
    # templates and the house
    (
        "number-differs",
        HOUSE_EN,
        "It is the {{ kind.ordinals | ordinals }} {{",
        "It is the ▸fifth {{",
    ),
    ("date-differs", HOUSE_JA, "\n{{ release.date | day }}", "\n▸2020年9月8日"),
    (
        "number-differs",
        ISSUER,
        "の垣根を越えた国内外の人的交流・技術交流を",
        "の垣根を越えた▸30か国の人的交流・技術交流を",
    ),
    # what stands in one language only
    ("part-missing", HOUSE_JA, "はこれからも", "▸はこれからも", HOUSE_EN, CLOSING, ""),
    (
        "part-missing",
        HOUSE_JA,
        "{% macro end_mark() %}\n",
        "{% macro end_mark() %}\n▸写真は後日配布します。\n\n",
    ),
    (
        "part-missing",
        "templates/mou/en.md",
        "{{ house_wording.end_mark() }}",
        "▸Photos will follow.\n\n{{ house_wording.end_mark() }}",
    ),
    (
        "link-missing",
        ISSUER,
        "website: ",
        "website: ▸",
        HOUSE_EN,
        "\n{{ link(house.website) }}\n",
        "\n",
    ),
    (
        "quote-missing",
        OSAKA,
        "          また、LINK-Jと大阪府が",
        "          ▸また、LINK-Jと大阪府が",
        HOUSE_EN,
        OWN_QUOTES,
        "",
    ),
    (
        "row-missing",
        OSAKA,
        "en: Osaka Prefecture}\nkind",
        "en: ▸Osaka Prefecture}\nkind",
        HOUSE_JA,
        "in ledger.all",
        "in ledger.earlier",
    ),
]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: f"{edit[0]}:{edit[1]}")
def test_a_fault_in_a_file_is_told_where_it_stands(desk_copy: Path, edit: tuple[str, ...]) -> None:
    """Fields, templates and the house: the finding stands at the word of the file, and once."""
    code, *changes = edit
    places = []
    for path, old, new in zip(changes[::3], changes[1::3], changes[2::3], strict=True):
        places += put(desk_copy, path, old, new)
    partner = Path(changes[0]).stem if changes[0].startswith("partners/") else "osaka"
    found = check(desk_copy, partner)
    assert told(found) == [(code, place) for place in places], [str(f.problem) for f in found]


def test_a_finding_names_the_line_of_the_other_language(desk_copy: Path) -> None:
    """Whoever reads the one place, in JSON too, learns the other."""
    put(desk_copy, YOKOHAMA, "180 research", "190 research")
    (finding,) = check(desk_copy, "yokohama")
    assert str(finding.problem.message) == "Japanese says “180”, English says “190”"
    assert str(finding.problem.hint).endswith(f"the Japanese is at {YOKOHAMA}:78")


def test_a_lost_section_is_told_once(desk_copy: Path) -> None:
    """A heading that lacks its counterpart stands for all that is below it."""
    section = (
        "## About {{ house.name }} ({{ house.short }})\n\n"
        "{{ paragraphs(house.about.paragraphs) }}\n\n{{ link(house.website) }}\n"
    )
    put(desk_copy, HOUSE_EN, section, "")
    (place,) = put(
        desk_copy, HOUSE_JA, "（{{ house.short }}）について", "（{{ house.short }}▸）について"
    )
    assert told(check(desk_copy, "osaka")) == [("part-missing", place)]


@pytest.mark.parametrize("language", Language)
def test_a_translation_that_is_awaited_is_no_difference(
    desk_copy: Path, language: Language
) -> None:
    """A gap says what is missing; nothing is said of it twice."""
    file = desk_copy / YOKOHAMA
    lines = file.read_text("utf-8").split("\n")
    begin = next(n for n, line in enumerate(lines) if "26の大学" in line or "26 univ" in line)
    begin = begin if language is JA else begin + 3
    assert "26" in lines[begin]
    lines[begin - 1 : begin + 2] = [f"        {language}:"]
    file.write_text("\n".join(lines), "utf-8", newline="\n")
    assert [str(finding.problem) for finding in check(desk_copy, "yokohama")] == []


PAIRED = [rule for rule in RULES if len({e.language for e in explain(rule.code).bad}) > 1]


def test_a_rule_of_this_room_compares_the_languages() -> None:
    """So what it finds keeps a final from neither language alone; but some are about one text."""
    alone = [rule.code for rule in RULES if not rule.compares_languages]
    assert alone == ["nothing-follows", "japanese-in-english", "english-in-japanese"]


@pytest.mark.parametrize("rule", [r for r in PAIRED if r.compares_languages], ids=lambda r: r.code)
def test_the_examples_of_a_rule_are_true(small_desk: Path, rule: Rule) -> None:
    """What a rule shows as a fault is found, and what it shows as right is not."""
    bad = list(zip(explain(rule.code).bad[::2], explain(rule.code).bad[1::2], strict=True))
    good = list(zip(explain(rule.code).good[::2], explain(rule.code).good[1::2], strict=True))
    ja = "".join(f"\n    - ja: '{ja.text}'\n      en: '{en.text}'" for ja, en in (*bad, *good))
    put(small_desk, OSAKA, "  closing:", f"  closing:{ja}")
    found = check(small_desk, "osaka")
    assert [finding.problem.code for finding in found] == [rule.code] * len(bad)


def read(text: str, language: Language) -> list[Fact]:
    return list(read_facts(text, language))


NUMBERS = st.integers(0, 10**12)


@given(NUMBERS, st.sampled_from(Language))
def test_a_number_worded_for_a_release_reads_back(number: int, language: Language) -> None:
    """In figures or in words, alone or before a noun, it is the number, and all of its words."""
    for words in (word_number(number, language), word_count(number, language)):
        (fact,) = read(words, language)
        assert fact.agrees(Fact(FactKind.NUMBER, Amount(Decimal(number)), 0, 0))
        assert (fact.start, fact.end) == (0, len(words))


@given(st.integers(1, 10**6), st.sampled_from(Language))
def test_an_ordinal_worded_for_a_release_reads_back(number: int, language: Language) -> None:
    """15例目 and 15th are 15, as are first to ninth."""
    (fact,) = read(word_ordinal(number, language, "例目"), language)
    assert fact.value == Amount(Decimal(number))


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(Language))
def test_a_date_worded_for_a_release_reads_back(day: date, language: Language) -> None:
    """To the day, the month, or within a year, it is the same date in both languages."""
    whole = PartialDate.of(day)
    month = PartialDate(day.year, day.month)
    expected = {
        word_date(whole, language): StatedDate(day.year, day.month, day.day),
        word_month(month, language): StatedDate(day.year, day.month),
        word_month_day(whole, language): StatedDate(None, day.month, day.day),
    }
    for words, value in expected.items():
        (fact,) = read(words, language)
        assert (fact.value, fact.start, fact.end) == (value, 0, len(words))


@given(
    st.text(alphabet="一二三十百万億0123456789,.年月日円つthreMay-–+()@/: \u3000", max_size=200),
    st.sampled_from(Language),
)
def test_any_text_can_be_read(text: str, language: Language) -> None:
    """Nothing that is written makes the reading fail, and every fact has words."""
    assert all(0 <= fact.start < fact.end <= len(text) for fact in read_facts(text, language))


@pytest.mark.parametrize(
    ("code", "ja", "en"),
    [
        ("place-differs", "札幌でも開きます。", "It will also be held elsewhere."),
        ("body-differs", "厚生労働省も参加します。", "Officials will also take part."),
        ("organisation-differs", "川崎市と横浜市も参加します。", "Kawasaki will also take part."),
    ],
)
def test_a_name_in_one_language_alone_is_told(
    small_desk: Path, code: str, ja: str, en: str
) -> None:
    """It is a warning: the other language may have meant it."""
    put(small_desk, OSAKA, LAST_JA, LAST_JA + ja)
    put(small_desk, OSAKA, LAST_EN, f"{LAST_EN} {en}")
    assert [f.problem.code for f in check(small_desk, "osaka")] == [code]


@pytest.mark.parametrize(
    ("code", "file", "old", "new"),
    [
        ("place-differs", "biocom", "San Diego, USA\nkind", "San Francisco, USA\nkind"),
        ("place-differs", "keio-iab", "山形県鶴岡市", "山形県酒田市"),
        (
            "near-name",
            "oui",
            "en: Oxford University Innovation}",
            "en: Oxford University Inovation}",
        ),
        ("near-name", "kobe", "short: {ja: 神戸医療産業都市", "short: {ja: 神戸医療産業"),
    ],
)
def test_a_partner_is_called_alike_in_its_fields(
    desk_copy: Path, code: str, file: str, old: str, new: str
) -> None:
    """Also where no release prints them."""
    path = f"partners/{file}.yaml"
    put(desk_copy, path, old, new)
    workspace = load_workspace(desk_copy)
    found = [*check_forms(workspace, [file]), *parity.check_fields(workspace, [file])]
    assert [each.problem.code for each in found] == [code]


TITLE_JA, TITLE_EN = "ja: 大阪府副知事", "en: Deputy Governor of Osaka Prefecture"


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        (TITLE_EN, "en: ▸大阪府副知事", {"japanese-in-english"}),
        (TITLE_JA, "ja: ▸Deputy Governor of Osaka", {"english-in-japanese"}),
        (LAST_EN, f"{LAST_EN} It grows ▸薬草 there.", {"japanese-in-english"}),
        (LAST_JA, f"{LAST_JA}Life Science Festivalの名はBio Weekへ変わりました。", set()),
        (
            LAST_EN,
            f"{LAST_EN} It speaks of ME-BYO (未病), of 「未病」, and of 未病 (ME-BYO).",
            set(),
        ),
        (LAST_EN, f"{LAST_EN} Taro Sato (佐藤 太郎) came to the fair (LINKフェア).", set()),
        (LAST_EN, f"{LAST_EN} Its motto is “健康長寿へ！” (in Japanese: 長寿).", set()),
        (LAST_EN, f"{LAST_EN} See https://ja.wikipedia.org/wiki/未病 for more.", set()),
        (LAST_EN, f"{LAST_EN} It (▸理事長: Taro Sato) went on.", {"japanese-in-english"}),
        (
            "  closing:",
            "  media_contact:\n    name: {ja: 広報課, en: Public Relations}\n"
            "    phone: 06-0000-0000（▸直通）\n  closing:",
            {"japanese-in-english"},
        ),
    ],
    ids=[
        "title",
        "title",
        "prose",
        "names",
        "glosses",
        "in brackets",
        "in quotes",
        "in an address",
        "with more",
        "phone",
    ],
)
def test_words_in_the_other_language_are_told(
    small_desk: Path, old: str, new: str, codes: set[str]
) -> None:
    """At their place, also in what both languages share; names and glosses are not meant."""
    places = put(small_desk, OSAKA, old, new)
    found = {"japanese-in-english", "english-in-japanese"}
    told_of = [each for each in told(check(small_desk, "osaka")) if each[0] in found]
    assert {code for code, _ in told_of} == codes
    assert [place for _, place in told_of] == places
