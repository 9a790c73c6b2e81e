"""Case studies to measure with: two languages, nine parts, about 3.4 kB, and terms of known frequency."""

import random
from collections.abc import Mapping

from server.case_studies.models import Theme
from server.case_studies.rules import LIMITS

RARE = ("技能検定", "給与明細", "防災訓練", "payslip", "dormitory", "interpreter")
"""Each stands in about one study of a hundred: with 20,000 studies about 190 hits."""

RARE_SHARE = 0.0095
COMMON = "人権"
"""Stands in two studies of three."""

COMMON_SHARE = 0.65

JAPANESE = (
    "工場の朝礼を母語の字幕で見せるようにした。",
    "面談は月に一度、勤務時間の中で行う。",
    "寮の部屋を四人から二人にし、鍵を本人に渡した。",
    "契約書は来日前に母語で読み合わせ、写しを渡す。",
    "残業の計算を一枚の紙にまとめ、質問を受けた。",
    "生活の相談は上司を通さず担当者に届く。",
    "町内会の清掃に一緒に出て、顔の見える関係を作った。",
    "安全の手順を絵で示し、理解を互いに確かめた。",
    "送り出し機関への支払いを本人から聞き取り、返金した。",
    "退職の理由を尋ね、改善の一覧に加えた。",
    "病院への付き添いを年に百回まで会社が負担する。",
    "日本語の授業に出た時間も賃金を払った。",
    "現場の班長に異文化の研修を受けてもらった。",
    "声を上げた人が不利益を受けないと文書で約束した。",
)
JAPANESE_COMMON = "人権方針を掲げ、取引先にも同じことを求めた。"
ENGLISH = (
    "Supervisors learned to give instructions in plain words and to ask back.",
    "Every worker keeps the key to the room and decides who enters it.",
    "The contract is read aloud in the worker's own language before departure.",
    "Overtime is explained on one page, with an example from the last month.",
    "Complaints reach a person outside the line of command within three days.",
    "The company pays for the journey and for every fee that an agency asks.",
    "Safety rules are drawn, not written, and tried out together on the floor.",
    "Language lessons count as working time and are paid like it.",
    "A neighbour's association was asked to join the monthly meal.",
    "Whoever leaves is asked why, and the answers are read by the board.",
    "Shifts are fixed four weeks ahead so that families can plan.",
    "The first plan failed because nobody had asked the night shift.",
)
FAMILY = ("青空", "瀬戸", "北斗", "若葉", "白山", "大和", "富士見", "天竜", "渚", "緑")
TRADE = ("製作所", "食品", "建設", "水産", "縫製", "農園", "運輸", "介護会", "電機", "鋳造")
PLACES = ("Aozora", "Seto", "Hokuto", "Wakaba", "Hakusan", "Yamato", "Fujimi", "Tenryu", "Nagisa", "Midori")
TRADES = ("Works", "Foods", "Construction", "Fisheries", "Sewing", "Farms", "Transport", "Care", "Electric", "Foundry")
THEMES = [theme.value for theme in Theme]


def organisation_name(number: int) -> dict[str, str]:
    """The name of the organisation with this number."""
    family, trade = number % 10, number // 10 % 10
    return {
        "ja": f"{FAMILY[family]}{TRADE[trade]}{number}株式会社",
        "en": f"{PLACES[family]} {TRADES[trade]} {number} Ltd",
    }


def case_study_parts(number: int, seed: int) -> Mapping[str, dict[str, str]]:
    """The parts of the case study with this number: the same for the same seed."""
    rng = random.Random(f"{seed}:study:{number}")  # noqa: S311  examples need no entropy
    parts = {
        part: {"ja": "".join(rng.choices(JAPANESE, k=3)), "en": " ".join(rng.choices(ENGLISH, k=3))} for part in LIMITS
    }
    parts["title"] = {
        "ja": f"{FAMILY[rng.randrange(10)]}の現場から：事例{number}",
        "en": f"From the floor of {PLACES[rng.randrange(10)]}: case {number}",
    }
    parts["summary"] = {"ja": "".join(rng.sample(JAPANESE, 2)), "en": rng.choice(ENGLISH)}
    if rng.random() < COMMON_SHARE:
        parts["action"]["ja"] += JAPANESE_COMMON
    for term in RARE:
        if rng.random() < RARE_SHARE:
            language = "en" if term.isascii() else "ja"
            parts["result"][language] += f" It began with the {term}." if language == "en" else f"{term}から始めた。"
    return parts
