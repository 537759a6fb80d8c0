"""Claims that somebody typed, against the ledger, the house and the partner file."""

from pathlib import Path
from typing import NamedTuple

import pytest

from linkj_press.check import Finding, check_workspace
from linkj_press.check.all_rules import explain
from linkj_press.check.record import RULES
from linkj_press.check.rules import Rule
from linkj_press.language import Language
from linkj_press.text.numbers import read_number
from linkj_press.workspace.loading import load_workspace
from tests.conftest import copy_desk
from tests.small import MARK, cut_marks

JA, EN = Language.JA, Language.EN
ORDINAL, COUNT = "ordinal-contradicts-ledger", "count-contradicts-ledger"
UNCLEAR, STRANGER = "claim-unclear", "partner-not-registered"
TERM, OTHER = "term-contradicts-record", "other-instrument"
PREDECESSOR, DATE = "predecessor-contradicts-ledger", "date-contradicts-record"
INSTRUMENT, SEAT = "instrument-contradicts-record", "seat-contradicts-house"
TITLE, MEMBERS = "title-contradicts-house", "members-contradict-house"
HISTORY, NEAR, TYPED = "history-differs", "near-name", "typed-claim"


class Case(NamedTuple):
    """A sentence in the release of a partner, and what is wrong at its mark."""

    partner: str
    code: str
    text: str


FAULTS = [
    # Ordinals: osaka is the 13th, and the 3rd municipality; denmark the 15th, the 8th overseas.
    Case("osaka", ORDINAL, "LINK-Jにとって国内外▸14例目の提携です。"),
    Case("osaka", ORDINAL, "国内外▸１４団体目の連携となりました。"),
    Case("osaka", ORDINAL, "国内外▸十四例目の提携です。"),
    Case("osaka", ORDINAL, "今回の提携は「▸14件目」です。"),
    Case("osaka", ORDINAL, "自治体▸2例目の提携です。"),
    Case("osaka", ORDINAL, "自治体との覚書締結は▸4例目となります。"),
    Case("kanagawa", ORDINAL, "自治体との締結は{{ ledger.follows.name.full }}に続く▸3例目です。"),
    Case("osaka", ORDINAL, "自治体との提携は3つあり、国内外の団体との連携は▸12例目となります。"),
    Case("osaka", ORDINAL, "今般の大阪府との提携で ▸14 例目となります。"),
    Case("osaka", ORDINAL, "This is LINK-J’s ▸14th partnership in Japan and overseas."),
    Case(
        "osaka",
        ORDINAL,
        "Osaka Prefecture becomes the ▸second municipality to partner with LINK-J.",
    ),
    Case("osaka", ORDINAL, "It is LINK-J’s ▸fourteenth partner."),
    Case("osaka", ORDINAL, "It is the ▸12th organization overall to partner with LINK-J."),
    Case("osaka", ORDINAL, "The MOU makes Osaka the ▸first municipality to partner with LINK-J."),
    Case("denmark", ORDINAL, "今般のデンマーク王国大使館との提携で▸14例目となります。"),
    Case("denmark", ORDINAL, "海外の団体との提携は▸7例目です。"),
    Case(
        "denmark",
        ORDINAL,
        "This makes the Royal Danish Embassy the ▸14th cooperation partner of LINK-J.",
    ),
    Case("denmark", ORDINAL, "It is the ▸7th overseas organization to partner with LINK-J."),
    # Counts
    Case("denmark", COUNT, "LINK-Jは▸国内外14団体との連携を深めます。"),
    Case("denmark", COUNT, "LINK-Jは▸海外7団体を含む{{ ledger.total }}団体と提携しています。"),
    Case("denmark", COUNT, "LINK-Jは海外{{ ledger.overseas }}団体を含む▸16団体と提携しています。"),
    Case("denmark", COUNT, "LINK-Jは、▸14の団体と提携しています。"),
    Case("denmark", COUNT, "LINK-Jの連携先は▸国内8団体です。"),
    Case("denmark", COUNT, "LINK-J has partnerships with ▸14 organizations."),
    Case("denmark", COUNT, "LINK-J partners with 15 organizations, including ▸7 overseas."),
    Case(
        "denmark",
        COUNT,
        "LINK-J will deepen its ties with its ▸fourteen partners in Japan and overseas.",
    ),
    Case("denmark", COUNT, "LINK-J now has partnerships with ▸14."),
    Case("denmark", COUNT, "LINK-J works with its partners, now ▸14 in Japan and overseas."),
    Case("kanagawa", COUNT, "▸国内外13団体となった連携先とLINK-Jの関係を深めます。"),
    # Predecessors
    Case(
        "osaka",
        PREDECESSOR,
        "自治体との締結は▸川崎市に続く{{ ledger.kind_ordinal | ordinal('例目') }}です。",
    ),
    Case("osaka", PREDECESSOR, "▸神奈川県に続き、自治体では{{ ledger.kind_ordinal }}例目です。"),
    Case(
        "osaka",
        PREDECESSOR,
        "It is the {{ ledger.kind_ordinal | ordinal }} municipality to partner with LINK-J,"
        " following the ▸City of Kawasaki.",
    ),
    Case(
        "osaka",
        PREDECESSOR,
        "It is the third municipality to partner with LINK-J, after ▸Kawasaki.",
    ),
    Case(
        "denmark", PREDECESSOR, "大使館では▸大阪府に続く{{ ledger.kind_ordinal }}例目の提携です。"
    ),
    # Dates
    Case(
        "kanagawa",
        DATE,
        "LINK-Jは▸2018年2月に公益財団法人先端医療振興財団（現、神戸医療産業都市推進機構）と覚書を締結しています。",
    ),
    Case("kanagawa", DATE, "LINK-Jは神戸医療産業都市推進機構と▸2018年2月に提携しました。"),
    Case("kanagawa", DATE, "川崎市（▸2018年9月）との覚書に続くものです。"),
    Case("kanagawa", DATE, "LINK-J signed an MOU with the City of Kawasaki in ▸September 2018."),
    Case(
        "kanagawa",
        DATE,
        "In ▸February 2018, LINK-J signed an agreement with the Foundation for Biomedical"
        " Research and Innovation.",
    ),
    Case("kanagawa", DATE, "The agreement with One Nucleus (▸November 2017) came before."),
    Case("osaka", DATE, "LINK-Jは大阪府と▸9月8日、覚書を締結しました。"),
    Case("osaka", DATE, "LINK-J concluded the MOU with Osaka Prefecture on ▸September 8, 2020."),
    Case("osaka", DATE, "LINK-Jは▸２０１９年７月に横浜市と覚書を締結しました。"),
    # Instrument: denmark's is an MOC, the others' MOUs.
    Case("denmark", INSTRUMENT, "本▸MOUは、協力を目的としています。"),
    Case("denmark", INSTRUMENT, "今回の▸MOU締結により、交流が深まります。"),
    Case("denmark", INSTRUMENT, "This ▸MOU links two ecosystems."),
    Case(
        "denmark",
        INSTRUMENT,
        "LINK-J concluded a ▸Memorandum of Understanding with the Royal Danish Embassy.",
    ),
    Case("osaka", INSTRUMENT, "このたびの▸MOCにより、交流が深まります。"),
    Case(
        "osaka", INSTRUMENT, "The ▸memorandum of cooperation with Osaka Prefecture is for research."
    ),
    # Seat, titles, members
    Case("osaka", SEAT, "LINK-Jの本社：▸東京都中央区日本橋本町です。"),
    Case("osaka", SEAT, "LINK-J has its head office in ▸Nihonbashi-Honcho."),
    Case("yokohama", SEAT, "LINK-J本社は▸日本橋室町にあります。"),
    Case("osaka", TITLE, "LINK-J▸理事長の澤芳樹が挨拶しました。"),
    Case("osaka", TITLE, "LINK-J▸理事長の曽山 明彦が挨拶しました。"),
    Case("osaka", TITLE, "大阪府▸知事の山口 信彦氏が挨拶しました。"),
    Case("denmark", TITLE, "Hideyuki Okano, ▸President of LINK-J, welcomed the guests."),
    Case("denmark", TITLE, "The guests were welcomed by ▸President Hideyuki Okano."),
    Case("denmark", TITLE, "LINK-J▸副理事長 岡野 栄之が挨拶しました。"),
    Case("osaka", TITLE, "▸Acting Governor Yamaguchi welcomed the guests."),
    Case("osaka", TITLE, "▸Governor Yamaguchi welcomed the guests."),
    Case("osaka", TITLE, "山口▸知事が挨拶しました。"),
    Case("denmark", TITLE, "ピーター タクソ-イェンセン▸前駐日大使が挨拶しました。"),
    Case("yokohama", MEMBERS, "LINK-Jには▸440以上の会員がいます。"),
    Case("yokohama", MEMBERS, "LINK-J has more than ▸440 member organizations."),
    Case("yokohama", MEMBERS, "LINK-J has ▸440+ members."),
    Case("denmark", MEMBERS, "LINK-Jの▸360を超える会員組織とつなぎます。"),
    Case("denmark", MEMBERS, "It joins LINK-J’s international network and over ▸360 members."),
    Case("denmark", MEMBERS, "It joins LINK-J’s network and the +▸360 member organizations."),
    # Histories
    Case("yokohama", HISTORY, "LINK-Jは既に川崎市および▸大阪府と覚書を締結しています。"),
    Case("yokohama", HISTORY, "LINK-J has already concluded an MOU with ▸Osaka Prefecture."),
    # Names
    Case("kanagawa", NEAR, "▸OneNucleusと連携します。"),
    Case("kanagawa", NEAR, "LINK-J works with ▸OneNucleus and others."),
    Case("kanagawa", NEAR, "The ▸City of Yokohoma took part."),
    Case("kanagawa", NEAR, "The University of ▸Yokohoma took part."),
    Case("kanagawa", NEAR, "LINK-J works with ▸Oxford Innovation University."),
    Case("kanagawa", NEAR, "The ▸Institute of Advanced Biosciences, Keio University, took part."),
    Case("kanagawa", NEAR, "▸大坂府とも連携します。"),
    Case("kanagawa", NEAR, "▸神戸医療都市産業推進機構とも連携します。"),
    Case("kanagawa", NEAR, "理事の▸上田 俊が挨拶しました。"),
    Case("kanagawa", NEAR, "理事長の▸岡野 英之が挨拶しました。"),
    Case("kanagawa", NEAR, "副理事長の▸芳樹 澤が挨拶しました。"),
    Case("kanagawa", NEAR, "▸Okano Hideyuki spoke."),
    Case("kanagawa", NEAR, "▸Hideyuki Okono spoke."),
    Case("kanagawa", NEAR, "▸EuroBiomedと連携します。"),
    Case("kanagawa", NEAR, "LINK-J works with ▸Med City in London."),
    Case("kanagawa", NEAR, "▸Link-Jと連携します。"),
    Case("kanagawa", NEAR, "▸慶応義塾大学先端生命科学研究所と連携します。"),
    Case("kanagawa", NEAR, "The ▸University of California, San Diego joined."),
    Case("denmark", NEAR, "Ambassador ▸Peter-Taksøe-Jensen spoke."),
    Case("denmark", NEAR, "▸Peter Taksoe-Jensen spoke."),
    Case("denmark", NEAR, "今般の▸デンマーク大使館とのイベントです。"),
    # Plain wordings
    Case("osaka", ORDINAL, "LINK-Jとして▸14件目の覚書締結です。"),
    Case("osaka", ORDINAL, "地方自治体との提携は▸4例目となります。"),
    Case("osaka", ORDINAL, "LINK-Jが自治体と提携するのは、これが▸はじめてです。"),
    Case("osaka", ORDINAL, "関西圏では▸4団体目の提携先です。"),
    Case(
        "osaka", ORDINAL, "Osaka is the ▸fourth municipality with which LINK-J has signed an MOU."
    ),
    Case("osaka", ORDINAL, "It is the ▸first time for LINK-J to partner with a municipality."),
    Case(
        "osaka",
        ORDINAL,
        "In July 2020, Oxford University Innovation became LINK-J’s ▸13th partner.",
    ),
    Case("denmark", ORDINAL, "The embassy is LINK-J’s ▸seventh partner in Europe."),
    Case("osaka", COUNT, "これで当法人の提携先は▸15団体に達しました。"),
    Case("osaka", COUNT, "2018年12月時点で、LINK-Jの提携先は▸12団体でした。"),
    Case("osaka", COUNT, "The number of LINK-J partners has reached ▸14."),
    Case("osaka", COUNT, "As of December 2018, LINK-J had ▸12 partners."),
    Case("denmark", COUNT, "▸Nine of LINK-J’s 15 partners are overseas."),
    Case("denmark", COUNT, "In 2020 alone, LINK-J signed ▸five agreements."),
    Case("osaka", UNCLEAR, "LINK-Jにとって、政令指定都市では▸99例目の提携です。"),
    Case("osaka", STRANGER, "LINK-Jは2017年に▸札幌市と覚書を締結しました。"),
    Case("osaka", STRANGER, "LINK-J signed an MOU with ▸Kyoto University in 2018."),
    Case("osaka", DATE, "本覚書は、▸2020年8月7日に締結されました。"),
    Case("osaka", DATE, "覚書締結日は▸9月17日です。"),
    Case("osaka", DATE, "LINK-J signed a memorandum with the City of Yokohama in ▸2018."),
    Case("denmark", TERM, "The MOC will remain in effect for ▸two years."),
    Case("denmark", TERM, "本覚書は▸2024年11月まで有効です。"),
    Case("osaka", OTHER, "今回の▸連携協定により、取り組みを加速します。"),
    Case("osaka", OTHER, "Under the ▸pact, the two parties will co-host events."),
    Case("osaka", SEAT, "LINK-J（本社：▸東京都港区）は支援します。"),
    Case("osaka", SEAT, "▸中央区日本橋本町のLINK-J本社で調印しました。"),
    Case("denmark", SEAT, "当日の会場は、LINK-J（▸東京都港区日本橋室町）です。"),
    Case("denmark", SEAT, "The venue is LINK-J (▸Nihonbashi-Muromachi, Minato-ku, Tokyo)."),
    Case("osaka", STRANGER, "LINK-Jの提携先である▸福岡市とも力を合わせます。"),
    Case("osaka", STRANGER, "They join forces with the ▸City of Fukuoka, a partner of LINK-J."),
    Case("kanagawa", STRANGER, "LINK-Jは、川崎市、▸千葉県、大阪府に続いて手を組みました。"),
    Case("osaka", STRANGER, "これまでにUCSD、▸理化学研究所などと覚書を締結しています。"),
    Case("osaka", COUNT, "2019年8月に横浜市が加わり、提携先は▸10団体となりました。"),
    Case("yokohama", TERM, "Results will come within the ▸three-year term of the agreement."),
    Case("yokohama", OTHER, "▸包括連携協定の締結は、市にとっても節目です。"),
    Case("yokohama", UNCLEAR, "横浜市は、川崎市に次いで▸3番目の自治体となりました。"),
    # Right, but typed
    Case("osaka", TYPED, "LINK-J（ライフサイエンス団体）にとって▸13例目の提携です。"),
    Case("osaka", TYPED, "ライフサイエンス団体のLINK-Jにとって、▸13例目の提携です。"),
    Case("osaka", TYPED, "LINK-Jというライフサイエンス団体が結ぶ▸13件目の提携です。"),
    Case("osaka", TYPED, "LINK-Jにとって国内外▸13例目の提携です。"),
    Case("osaka", TYPED, "It is LINK-J’s ▸13th partnership."),
    Case(
        "osaka",
        TYPED,
        "自治体では▸横浜市に続く{{ ledger.kind_ordinal | ordinal('例目') }}の提携です。",
    ),
    Case("kanagawa", TYPED, "自治体との覚書締結は{{ ledger.follows.name.full }}に続く▸4例目です。"),
    Case("denmark", TYPED, "デンマーク王国大使館との今般の提携で▸15例目です。"),
    Case("denmark", TYPED, "Cooperating with ▸15 organizations widens LINK-J’s role as a hub."),
    Case("denmark", TYPED, "LINK-Jは▸国内外15団体との連携を深めます。"),
    Case("denmark", TYPED, "LINK-J partners with many, including ▸8 overseas."),
    Case("denmark", TYPED, "LINK-Jの▸440以上の会員組織とつなぎます。"),
    Case("denmark", TYPED, "LINK-J’s more than ▸440 members will profit."),
]

INNOCENTS = [
    ("osaka", "2019年8月に横浜市が加わり、提携先は11団体となりました。"),
    # The partner's agreements with others are its own.
    ("osaka", "In 2019, Osaka Prefecture signed a partnership agreement with Osaka University."),
    ("osaka", "府はLINK-Jのほか、5つの団体と協定を結んでいます。"),
    ("osaka", "Besides LINK-J, the prefecture has agreements with five organizations."),
    ("osaka", "本覚書とは別に、両者は秘密保持契約を結びます。"),
    ("osaka", "Over the first two years of the agreement, the two parties will prepare."),
    ("osaka", "相模原市は、川崎市と横浜市に次ぐ人口を持つ3番目の市です。"),
    (
        "osaka",
        "In Kansai, it is the third, after Kyoto Research Park and the"
        " Foundation for Biomedical Research and Innovation at Kobe.",
    ),
    ("kanagawa", "先端医療振興財団と連携します。"),  # without its legal form the same body
    ("osaka", "LINK-J理事長の岡野栄之と、大阪府の山口信彦氏が出席しました。"),
    ("osaka", "The City of Yokosuka and the City of Kanazawa took part."),
    ("osaka", "大阪府の前副知事や、LINK-Jの元理事も出席しました。"),
    ("osaka", "2019年度に14名の研究者がLINK-Jの第3回シンポジウムに参加しました。"),
    ("osaka", "LINK-Jとの提携にあたり、国内5例目の臨床研究を紹介しました。"),
    ("osaka", "世界で14例目の移植が行われました。"),
    ("osaka", "LINK-Jは、米国の2団体と提携しています。"),
    ("osaka", "これら2団体との連携を続けます。"),
    ("osaka", "大阪府は、海外5団体と連携協定を結んでいます。"),
    ("osaka", "LINK-Jは、これまで国内外12団体と提携してきました。"),
    ("osaka", "今後3年間で、iPS細胞の研究拠点15カ所と15病院が加わります。"),
    ("osaka", "大阪市は日本で2番目に人口の多い市で、LINK-Jと連携を進めます。"),
    ("osaka", "大阪府に続く取り組みとして、京都でも開催します。"),
    ("osaka", "2018年2月に川崎市とイベントを共催し、今回の提携に至りました。"),
    ("osaka", "2018年8月に川崎市と覚書を締結しました。"),
    ("osaka", "横浜市とは2019年8月30日に覚書を締結しました。"),
    ("osaka", "大阪市や大阪大学、神奈川県知事、横浜市立大学、慶應義塾大学も参加します。"),
    ("osaka", "LINK-J WESTの始動を機に、大阪での提携を進めます。"),
    ("osaka", "LINK-Jの会員20名が参加しました。"),
    ("osaka", "日本橋本町で開いたLINK-Jのイベントです。"),
    ("osaka", "副理事長の澤 芳樹と大阪府副知事の山口信彦氏が握手しました。"),
    ("osaka", "LINK-J理事の曽山明彦が登壇しました。"),
    ("osaka", "協会理事の山田太郎氏と理事兼事務局長の曽山明彦が登壇しました。"),
    ("osaka", "既に川崎市および横浜市とMOUを締結しています。"),
    ("osaka", "厚生労働省の政府間のMOCにもとづきます。"),
    ("osaka", "LINK-J is one of the first to act, first of all in Osaka."),
    ("osaka", "Two organizations in the United States have partnered with LINK-J."),
    ("osaka", "The two organizations will work with 15 hospitals on COVID-19."),
    ("osaka", "The 3rd International Symposium was held with LINK-J and 14 other institutions."),
    ("osaka", "BIOCOM, a partner of LINK-J, has more than 1,400 members."),
    ("osaka", "The City of Osaka and Osaka University took part with LINK-J."),
    ("osaka", "LINK-J has concluded MOUs and one MOC with partners in the past."),
    (
        "osaka",
        "LINK-J co-hosted a symposium with the City of Kawasaki in May 2019 before the agreement.",
    ),
    ("osaka", "LINK-J signed an MOU with the City of Kawasaki in August 2018."),
    ("osaka", "Following the success of the first event, LINK-J plans a second partnership event."),
    ("osaka", "Yoshiki Sawa, Vice Chairman of the Board, spoke for LINK-J."),
    ("osaka", "The one nucleus of a cell is visible, see https://www.link-j.org/ for more."),
    ("osaka", "LINK-J welcomed 40 members who attended in 2019."),
    ("osaka", "It is the second phase of a third agreement period for the project."),
    ("osaka", "彩都では、LINK-Jと提携する2団体が入居しています。"),
    ("osaka", "LINK-Jは、3大学との連携のほか、国内5団体の研究機関を訪問しました。"),
    ("osaka", "国内3団体が参加するイベントをLINK-Jと開きます。"),
    ("osaka", "自治体10団体が参加する協議会とLINK-Jが連携します。"),
    ("osaka", "関西圏では3例目の提携です。"),
    ("osaka", "今後10例目、20例目の提携を目指します。"),
    ("osaka", "三井不動産株式会社代表取締役社長の植田 俊です。"),
    ("osaka", "元理事長の澤芳樹です。"),
    ("osaka", "横浜市とは2019年8月に、川崎市とは2018年8月に提携しています。"),
    ("osaka", "LINK-Jと大阪府は、2025年4月に始まる万博に向けて提携します。"),
    ("osaka", "大阪府は2019年4月、他の団体と覚書を締結しています。"),
    ("osaka", "LINK-Jの本社は日本橋本町から日本橋室町に移転しました。"),
    ("osaka", "100以上の企業会員を有するバイオ団体とLINK-Jの連携です。"),
    ("osaka", "MOCに基づく臨床試験が第2相に進みました。"),
    ("osaka", "LINK-J’s second partnership in Kansai was with Kobe."),
    ("osaka", "LINK-J was the first organization in Japan to sign such an agreement."),
    ("osaka", "LINK-J will hold an event with two partners."),
    ("osaka", "The MOC team of LINK-J presented three partners’ results."),
    ("osaka", "LINK-J has more than 440 individual members."),
    ("osaka", "LINK-J concluded agreements with BIOCOM in May 2016 and Eurobiomed in June 2017."),
    ("osaka", "The University of California and Keio University joined."),
    ("osaka", "公民連携の取り組みは、府にとって3度目です。"),
    ("osaka", "公民連携の協定は、大阪府にとって20件目です。"),
    ("osaka", "大阪府は、これまで100を超える企業と連携協定を結んでいます。"),
    ("osaka", "LINK-J has three universities among its partners."),
    ("osaka", "2018年12月時点で、LINK-Jの提携先は9団体でした。"),
    ("osaka", "In July 2020, Oxford University Innovation became LINK-J’s 12th partner."),
    ("osaka", "The agreement follows five years of cooperation between the two parties."),
    ("osaka", "LINK-J has an office in Osaka as well."),
    ("osaka", "1/3の企業がLINK-Jとの連携を希望しています。"),
    ("osaka", "LINK-J has worked in Osaka since 2017, before the agreement was signed."),
    ("denmark", "Denmark is running a five-year national strategy."),
    ("denmark", "協力期間は2023年11月までです。"),
    ("denmark", "Danish companies signed contracts with 12 hospitals in 2019."),
    ("denmark", "駐日デンマーク王国大使：ピーター タクソ-イェンセン閣下が出席しました。"),
    ("denmark", "LINK-Jの{{ house.members }}以上の会員組織とつなぎます。"),
    ("denmark", "国内外{{ ledger.total }}団体、{{ ledger.ordinal | ordinal('例目') }}の提携です。"),
    (
        "denmark",
        "デンマーク王国大使館は、日本の厚生労働省とのMOUを2017年10月に結んだ政府間の協力を支えています。",
    ),
    (
        "denmark",
        "Denmark’s 15 hospitals and 8 regions work under the government-to-government MOU.",
    ),
    ("denmark", "Life Science Innovation Network Japan (LINK-J) hosts 3 events in 2021."),
    (
        "denmark",
        "Hideyuki Okano, Chairman of the Board of LINK-J, and Akihiko Soyama, President and CEO,"
        " attended.",
    ),
]


def _language(text: str) -> Language:
    return EN if text.replace(MARK, "").replace("’", "").replace("ø", "").isascii() else JA


def _plant(desk: Path, partner: str, texts: list[str]) -> list[tuple[int, int]]:
    """Let the release of *partner* close with *texts*, and return where their marks stood."""
    file = desk / "partners" / f"{partner}.yaml"
    more = "".join(f"    - {_language(t)}: |\n        {t}\n" for t in texts)
    text = file.read_text("utf-8")
    if "  closing:\n" not in text:
        head, note, tail = text.partition("\nnote:")
        text = f"{head.rstrip()}\n  closing:\n{note}{tail}"
    text, marks = cut_marks(text.replace("  closing:\n", f"  closing:\n{more}", 1))
    file.write_text(text, "utf-8", newline="\n")
    return marks


def _check(desk: Path, *partners: str) -> list[Finding]:
    own = {rule.code for rule in RULES}
    found = check_workspace(load_workspace(desk), partners or ("osaka",))
    return [finding for finding in found if finding.problem.code in own]


class Told(NamedTuple):
    """What was found, and where it was expected."""

    found: dict[str, list[Finding]]
    marks: dict[Case, tuple[int, int]]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    desk = copy_desk(tmp_path_factory.mktemp("faults"))
    partners = sorted({case.partner for case in FAULTS})
    marks: dict[Case, tuple[int, int]] = {}
    for partner in partners:
        cases = [case for case in FAULTS if case.partner == partner]
        marks |= dict(zip(cases, _plant(desk, partner, [c.text for c in cases]), strict=True))
    return Told({partner: _check(desk, partner) for partner in partners}, marks)


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case.text)
def test_fault_is_found_where_it_stands(case: Case, told: Told) -> None:
    """Each typed claim that the record contradicts is told once, at its first character."""
    line, column = told.marks[case]
    found = [f for f in told.found[case.partner] if f.problem.where.line == line]
    faults = [f for f in found if f.problem.code == case.code or f.problem.code != TYPED]
    assert [(f.problem.code, f.problem.where.column) for f in faults] == [(case.code, column)]
    words = faults[0].words
    assert words
    assert case.text.replace(MARK, "").startswith(words, case.text.index(MARK))
    assert faults[0].language is _language(case.text)
    assert faults[0].problem.partner == case.partner


@pytest.fixture(scope="module")
def innocent(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Finding]]:
    """What is found on the line of each innocent sentence."""
    desk = copy_desk(tmp_path_factory.mktemp("innocents"))
    found: dict[str, list[Finding]] = {}
    for partner in sorted({partner for partner, _ in INNOCENTS}):
        texts = [text for one, text in INNOCENTS if one == partner]
        marks = _plant(desk, partner, [MARK + text for text in texts])
        told = _check(desk, partner)
        for text, (line, _) in zip(texts, marks, strict=True):
            found[text] = [f for f in told if f.problem.where.line == line]
    return found


@pytest.mark.parametrize("text", [text for _, text in INNOCENTS])
def test_innocent_is_left_alone(text: str, innocent: dict[str, list[Finding]]) -> None:
    """What only looks like a claim, or is right, is neither accused nor hinted at."""
    assert innocent[text] == []


def test_shipped_files_are_clean(real_desk: Path) -> None:
    """The fifteen partners and the templates say nothing that the record contradicts."""
    assert _check(real_desk, *load_workspace(real_desk).partners) == []


OSAKA = "partners/osaka.yaml"
JA_HOUSE, EN_HOUSE = "templates/house/ja.md", "templates/house/en.md"
ELSEWHERE = [
    # file, what stands there, what is typed instead, what is told
    (OSAKA, "国内外{{ ledger.total }}団体目", "国内外▸12団体目", [ORDINAL]),
    (OSAKA, "{{ ledger.ordinal | ordinal }} partnership", "▸12th partnership", [ORDINAL]),
    (
        OSAKA,
        "  subhead:\n",
        "  headline: {ja: LINK-Jが大阪府と▸MOCを締結, en: LINK-J and Osaka}\n  subhead:\n",
        [INSTRUMENT],
    ),
    (
        OSAKA,
        "memorandum of understanding (MOU)",
        "▸memorandum of cooperation (▸MOC)",
        [INSTRUMENT] * 2,
    ),
    (OSAKA, "ja: 相互提携の覚書", "ja: 相互提携の▸協力覚書", [INSTRUMENT]),
    (
        OSAKA,
        "    people:\n      - sawa\n",
        "    caption: {ja: ▸理事長の澤 芳樹（左）}\n    people:\n      - sawa\n",
        [TITLE],
    ),
    (
        OSAKA,
        "大阪府では、ライフサイエンス分野の集積を強みに、",
        "LINK-Jとの提携は国内外▸14例目で、",
        [ORDINAL],
    ),
    (
        OSAKA,
        "said that it was a great pleasure",
        "said that it was a pleasure to be LINK-J’s ▸14th partner and",
        [ORDINAL],
    ),
    (
        OSAKA,
        "大阪府においても、LINK-Jは",
        "国内外の新しい提携は▸12例目です。13例目、▸12例目の提携です。大阪府でも、LINK-Jは",
        [ORDINAL] * 2,
    ),
    (
        OSAKA,
        "  closing:\n",
        "  closing:\n    - ja: >-\n        前の行です。\n        国内外▸14例目の提携です。\n",
        [ORDINAL],
    ),
    (
        OSAKA,
        "  closing:\n",
        '  closing:\n    - ja: "国内外▸14例目の提携です。"\n',
        [ORDINAL],
    ),
    ("templates/mou/ja.md", "{{ house_wording.signed_on() }}、", "▸9月8日、", [DATE]),
    ("templates/mou/en.md", "{{ house_wording.signed_on() }}", "On ▸September 8, 2020,", [DATE]),
    (JA_HOUSE, "\n{{ release.date | day }}", "\n▸2020年9月8日", [DATE]),
    (JA_HOUSE, "本社：{{ house.seat }}", "本社：▸東京都中央区日本橋本町", [SEAT]),
    (
        EN_HOUSE,
        "office: {{ house.seat }}",
        "office: ▸Nihonbashi-Honcho, Chuo-ku, Tokyo",
        [SEAT],
    ),
    (EN_HOUSE, "{{ house.head.title }}:", "▸President:", [TITLE]),
    (
        JA_HOUSE,
        "{% for other in kind.follows %}{{ _name_in_sentence(other) }}"
        "{% if not loop.last %}・{% endif %}{% endfor %}に続く",
        "▸川崎市に続く",
        [PREDECESSOR],
    ),
    (
        JA_HOUSE,
        "提携しており、{% endif %}今回の{{ partner_names() }}との提携は"
        '{{ ledger.ordinals | ordinals("例目") }}',
        "提携しており、{% endif %}今回の{{ partner_names() }}との提携は**▸14**例目",
        [ORDINAL],
    ),
    (
        "templates/house/issuer.yaml",
        "text.\n    paragraphs:\n      - ja: |\n          LINK-Jは、",
        "text.\n    paragraphs:\n      - ja: |\n          LINK-Jは、▸1,000以上の会員を有し、",
        [MEMBERS],
    ),
    (
        "templates/house/terms.yaml",
        "ja: 国内外の健康",
        "ja: ▸OneNucleusや国内外の健康",
        [NEAR],
    ),
]


@pytest.mark.parametrize(("path", "old", "new", "codes"), ELSEWHERE)
def test_fault_is_found_in_any_part(
    desk_copy: Path, path: str, old: str, new: str, codes: list[str]
) -> None:
    """Headlines, captions, quotes, boilerplate and templates are read as paragraphs are."""
    file = desk_copy / path
    text = file.read_text("utf-8")
    assert old in text
    text, marks = cut_marks(text.replace(old, new))
    file.write_text(text, "utf-8", newline="\n")
    found = [f.problem for f in _check(desk_copy) if f.problem.code != TYPED]
    told = [(p.code, p.where.line, p.where.column) for p in found]
    assert told == [(code, *mark) for code, mark in zip(codes, marks, strict=True)]
    assert {str(p.where.path) for p in found} <= {path}


HISTORY_JA = (
    "LINK-Jはこれまで、2016年5月にカリフォルニア大学サンディエゴ校（UCSD）、およびBIOCOM（米国の団体）、"
    "2017年6月にEurobiomed（ユーロバイオメッド）、2017年7月に京都リサーチパーク、"
    "2017年12月にOne Nucleus（欧州最大規模の団体）、"
    "{kobe}に公益財団法人先端医療振興財団（現、神戸医療産業都市推進機構）、"
    "2018年4月に慶應義塾大学先端生命科学研究所（山形県鶴岡市）、"
    "2018年6月に英国のライフサイエンス産業化推進団体MedCity、{kawasaki}"
    "そして2019年6月にはカリフォルニア大学ロサンゼルス校（UCLA）と提携の覚書を締結しています。"
)


@pytest.mark.parametrize(
    ("kobe", "kawasaki", "codes"),
    [
        ("2018年1月", "2018年8月には川崎市、", []),
        ("▸2018年2月", "2018年8月には川崎市、", [DATE]),
        ("2018年1月", "2018年8月には川崎市、▸2019年2月に札幌バイオ団体、", [HISTORY]),
    ],
)
def test_typed_history_is_compared(
    desk_copy: Path, kobe: str, kawasaki: str, codes: list[str]
) -> None:
    """A real release's history, typed again: each date and partner must be the ledger's."""
    marks = _plant(desk_copy, "yokohama", [HISTORY_JA.format(kobe=kobe, kawasaki=kawasaki)])
    found = [f.problem for f in _check(desk_copy, "yokohama")]
    told = [(p.code, p.where.line, p.where.column) for p in found]
    assert told == [(code, *mark) for code, mark in zip(codes, marks, strict=True)]


def test_typed_history_lacks_a_partner(desk_copy: Path) -> None:
    """A typed history that forgets a partner is told which."""
    text = HISTORY_JA.format(kobe="2018年1月", kawasaki="").replace("2016", "▸2016", 1)
    marks = _plant(desk_copy, "yokohama", [text])
    (problem,) = (f.problem for f in _check(desk_copy, "yokohama"))
    assert (problem.code, problem.where.line, problem.where.column) == (HISTORY, *marks[0])
    assert "川崎市" in str(problem.message)


def test_two_days_of_one_partnership(desk_copy: Path) -> None:
    """Where the record knows the month alone, two days told of one event cannot both be right."""
    texts = [
        "2018年1月10日に公益財団法人先端医療振興財団と覚書を締結しました。",
        "LINK-Jは公益財団法人先端医療振興財団と▸2018年1月12日に覚書を締結しました。",
    ]
    marks = _plant(desk_copy, "kanagawa", texts)
    found = [f.problem for f in _check(desk_copy, "kanagawa")]
    assert [(p.code, p.where.line, p.where.column) for p in found] == [(DATE, *marks[0])]


def test_number_typed_in_a_template(desk_copy: Path) -> None:
    """Typed in a template and right for one release, it is a hint there, an error elsewhere."""
    file = desk_copy / JA_HOUSE
    old = '提携は{{ ledger.ordinals | ordinals("例目") }}です'
    text = file.read_text("utf-8").replace(old, "提携は13例目です", 1)
    file.write_text(text, "utf-8", newline="\n")
    found = [f.problem for f in _check(desk_copy, "osaka", "kanagawa")]
    assert [(p.code, p.partner) for p in found] == [(ORDINAL, "kanagawa"), (TYPED, "osaka")]
    assert '{{ ledger.ordinal | ordinal("例目") }}' in str(found[1].hint)


def test_number_of_any_length_is_read(desk_copy: Path) -> None:
    """More digits than Python makes a number of are a wrong number, wherever they are typed."""
    digits = "9" * 4_301
    file = desk_copy / "partners/osaka.yaml"
    typed = f"海外{digits}団体との連携、国内外{digits}団体目。会員{digits}社。"
    text = file.read_text("utf-8").replace("国内外{{ ledger.total }}団体目の連携", typed)
    file.write_text(text, "utf-8", newline="\n")
    assert {COUNT, ORDINAL} <= {finding.problem.code for finding in _check(desk_copy, "osaka")}


def test_name_in_a_template_is_told_once(desk_copy: Path) -> None:
    """A misspelt name in wording that all releases share is one finding, not one for each."""
    file = desk_copy / EN_HOUSE
    text = file.read_text("utf-8").replace("Based in Nihon", "With OneNucleus in Nihon", 1)
    file.write_text(text, "utf-8", newline="\n")
    (finding,) = _check(desk_copy, "osaka", "kanagawa", "denmark")
    assert (finding.problem.code, finding.problem.partner) == (NEAR, "")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("14", 14), ("１４", 14), ("1,014", 1014), ("十四", 14), ("二十一", 21), ("五", 5)),
        *(("9" * 4_301, 10**18 - 1), ("二" * 4_301, 222_222_222_222_222_222), ("0014", 14)),
        *(("Fourteen", 14), ("third", 3), ("12th", 12), ("21st", 21), ("twentieth", 20)),
        *(("twenty-second", 22), ("thirty-five", 35), ("百", 100), ("1億5,000万", 150_000_000)),
    ],
)
def test_numbers_are_read(text: str, number: int) -> None:
    """Figures of either width, kanji and English words are the same number."""
    assert read_number(text) == number


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_rule_says_why(rule: Rule) -> None:
    """Every rule tells what it finds, and why that matters."""
    assert all(explain(rule.code).title.values())
    assert all(explain(rule.code).why.values())


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The codes of what is found in each example of a rule, in one release or another."""
    desk = copy_desk(tmp_path_factory.mktemp("examples"))
    told = [explain(rule.code) for rule in RULES]
    texts = [example.text for rule in told for example in (*rule.bad, *rule.good)]
    codes: dict[str, set[str]] = {text: set() for text in texts}
    for partner in ("osaka", "denmark"):
        marks = _plant(desk, partner, [MARK + text for text in texts])
        lines = {line: text for text, (line, _) in zip(texts, marks, strict=True)}
        for finding in _check(desk, partner):
            if finding.problem.where.line in lines:
                codes[lines[finding.problem.where.line]].add(finding.problem.code)
    return codes


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_examples_of_a_rule_are_true(rule: Rule, examples: dict[str, set[str]]) -> None:
    """What a rule shows as wrong it finds, and what it shows as right it leaves alone."""
    assert [e.text for e in explain(rule.code).bad if rule.code not in examples[e.text]] == []
    assert [e.text for e in explain(rule.code).good if rule.code in examples[e.text]] == []


def _change(desk: Path, path: str, old: str, new: str) -> None:
    file = desk / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8", newline="\n")


def test_a_label_of_the_house_may_hold_any_sign(desk_copy: Path) -> None:
    """Signs of patterns in the names of kinds and partners are signs, and claims are still read."""
    _change(
        desk_copy,
        "templates/house/terms.yaml",
        "municipality: {ja: 自治体, en: municipality}",
        'municipality: {ja: "自治体（県+市[", en: "municipality (+ prefecture) ["}',
    )
    _change(desk_copy, "templates/house/terms.yaml", "en: embassy}", 'en: "embassy ("}')
    _change(desk_copy, "templates/house/issuer.yaml", "short: LINK-J", "short: 'LINK-J+['")
    _change(desk_copy, "partners/oui.yaml", "abbreviation: OUI", "abbreviation: 'OUI)*'")
    _change(desk_copy, "partners/osaka.yaml", "{ja: 山口 信彦,", '{ja: "山口 ((信彦",')
    _plant(
        desk_copy, "osaka", ["自治体との提携は9例目です。", "This is the 9th partnership of OUI)*."]
    )
    assert _check(desk_copy, "osaka", "denmark")


SIGNED, RELEASED = "  signed: 2020-09-07", "  date: 2020-09-07\n"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (SIGNED, "  signed: ▸0202-09-07", "signing-far-from-others"),
        (SIGNED, "  signed: ▸2002-09-07", "signing-far-from-others"),
        (RELEASED, "  date: ▸2021-09-07\n", "release-far-from-signing"),
        (RELEASED, f"{RELEASED}  embargo: ▸2021-09-07 14:00\n", "embargo-far-from-release"),
        (RELEASED, f"{RELEASED}  embargo: ▸2019-09-07 14:00\n", "embargo-far-from-release"),
        (
            RELEASED,
            f"{RELEASED}  confirmed: {{by: 広報, on: ▸2002-09-07}}\n",
            "date-before-founding",
        ),
        (
            RELEASED,
            f"{RELEASED}  confirmed: {{by: 広報, on: ▸2109-09-07}}\n",
            "date-far-from-others",
        ),
    ],
)
def test_a_slip_in_a_year_is_told_at_its_field(
    desk_copy: Path, old: str, new: str, code: str
) -> None:
    """A date far from those it belongs with, or before the house was there, is told once."""
    _change(desk_copy, "templates/house/issuer.yaml", "# founded: 2016-01", "founded: 2004-01")
    text, _ = cut_marks(new)
    _change(desk_copy, "partners/osaka.yaml", old, text)
    _, [place] = cut_marks(
        (desk_copy / "partners/osaka.yaml").read_text("utf-8").replace(text, new)
    )
    found = [
        f.problem for f in _check(desk_copy, "osaka", "kanagawa") if "day" not in f.problem.code
    ]
    told = [p for p in found if p.code != "date-before-founding" or code == p.code]
    assert [(p.code, p.where.line, p.where.column) for p in told] == [(code, *place)]


def test_the_house_says_how_far_is_far(desk_copy: Path) -> None:
    """A house with other limits, or with none, is asked about other dates, or about none."""
    _change(desk_copy, "partners/osaka.yaml", RELEASED, f"{RELEASED}  embargo: 2020-09-12 14:00\n")
    assert not _check(desk_copy, "osaka")
    style = "templates/house/style.yaml"
    _change(desk_copy, style, "from_release_to_embargo: 14", "from_release_to_embargo: 4")
    assert [f.problem.code for f in _check(desk_copy, "osaka")] == ["embargo-far-from-release"]
    _change(desk_copy, style, "  from_release_to_embargo: 4\n", "")
    assert not _check(desk_copy, "osaka")
