"""The demonstration's content holds together: codes, keys, shares, languages and scripts."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from csv import DictReader
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from stdnum.jp import cn

from server.case_studies.models import CaseStudyStatus, Theme
from server.conduct.models import ReportedState
from server.grievances.models import GrievanceCategory, GrievanceState, Outcome, Party
from server.kernel.viewer import Role, SeatRole
from server.members.models import OrganisationKind, OrganisationStatus, Sector

Row = dict[str, Any]

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
"""Founding documents and open data, beside the checkout where they are at hand."""


def rows(path: str, name: str) -> list[Row]:
    return tomllib.loads((ROOT / "server" / path).read_text(encoding="utf-8"))[name]


CODE: Row = tomllib.loads((ROOT / "server/reference/code_of_conduct.toml").read_text(encoding="utf-8"))
PREFECTURES = rows("reference/prefectures.toml", "prefecture")
ORGANISATIONS = rows("demo/content/organisations.toml", "organisation")
PEOPLE = rows("demo/content/people.toml", "person")
CASE_STUDIES = rows("demo/content/case_studies.toml", "case_study")
GRIEVANCES = rows("demo/content/grievances.toml", "grievance")

ACTIVE = [organisation for organisation in ORGANISATIONS if organisation["status"] == "active"]
WITHOUT_PLEDGE = {"government_body", "international_organisation", "media"}
PROSE = ("title", "summary", "problem", "context", "action", "cost", "result", "went_wrong", "how_to_repeat")
NINE = {"ja", "ja-simple", "en", "vi", "zh-Hans", "id", "fil", "my", "ne"}

TOPIC_SHARES = {"labour": 36.7, "daily_life": 31.0, "medical_welfare": 12.0, "residence_status": 11.1,
                "tax_insurance": 6.1, "education": 3.2}  # fmt: skip
"""Percent of 3,203 matters brought to a consultation desk for foreign residents, May 2022 to April 2024."""

LANGUAGE_SHARES = {"vi": 23.6, "zh-Hans": 16.8, "fil": 10.1, "ne": 9.2, "id": 8.9, "my": 6.4}
"""Percent of foreign workers in Japan by nationality, end of October 2025; the other three languages share the rest."""

KANA, KANJI = "\u3041-\u30ff", "\u4e00-\u9fff"
LETTERS = {"my": "\u1000-\u109f", "ne": "\u0900-\u097f"}
LATIN_WORDS = {
    "id": r"\b(saya|yang|tidak|dan|Anda)\b",
    "fil": r"\b(ang|ng|ko|mo|po|sa)\b",
    "en": r"\b(the|is|and|we|you|to|with)\b",
}
VIETNAMESE = "ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
TRADITIONAL_ONLY = "們個這來時說話會過還沒對開關車錢東門問題見覺請謝麼幾"


def duplicates(values: list[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def shares(values: list[str]) -> dict[str, float]:
    return {value: 100 * times / len(values) for value, times in Counter(values).items()}


def far_off(found: dict[str, float], wanted: dict[str, float]) -> dict[str, float]:
    return {key: found.get(key, 0) for key, share in wanted.items() if abs(found.get(key, 0) - share) > 3}


def texts(grievance: Row) -> Iterator[str]:
    yield grievance["narrative"]
    yield grievance["fair_result"]
    yield from (message["body"] for message in grievance["messages"])
    if "closed" in grievance:
        yield grievance["closed"]["reason"]


def has(characters: str, text: str) -> bool:
    return re.search(f"[{characters}]", text) is not None


def is_written_in(language: str, text: str) -> bool:
    """Whether the letters, and for languages that share letters some common words, are the language's own."""
    if language in LETTERS:
        foreign = re.sub(rf"[{LETTERS[language]}\u200b-\u200d\s\d,.:;()?!“”‘’-]", "", text)
        return has(LETTERS[language], text) and foreign == ""
    if language == "ja":
        return has(KANA, text) and has(KANJI, text)
    if language == "ja-simple":
        return has(KANA, text) and not has(KANJI, text)
    if language == "zh-Hans":
        return has(KANJI, text) and not has(KANA, text) and not has(TRADITIONAL_ONLY, text)
    if language == "vi":
        return has(VIETNAMESE, text.lower()) and not has(KANA + KANJI, text)
    return re.search(LATIN_WORDS[language], text) is not None and re.search(r"[^\x00-\x7f“”‘’–ñ]", text) is None


def municipality_check_digit(five: str) -> str:
    """The sixth digit of a local government code: 11 minus the weighted sum modulo 11, its last digit."""
    weighted = sum(int(digit) * weight for digit, weight in zip(five, (6, 5, 4, 3, 2), strict=True))
    return str(11 - weighted % 11)[-1]


def test_every_english_article_is_the_founding_text_word_for_word():
    founding = SHARED / "seeds/platform-about.txt"
    if not founding.exists():
        pytest.skip("the founding text is not beside this checkout")
    text = founding.read_text(encoding="utf-8")

    missing = [article["number"] for article in CODE["article"]
               if f"  {article['number']}. {article['text']['en']}\n" not in text]  # fmt: skip
    missing += [name for name in ("preamble", "closing") if f"{CODE[name]['en']}\n" not in text]

    assert missing == []


def test_the_code_of_conduct_has_five_articles_in_three_languages():
    assert (CODE["version"], CODE["adopted_on"]) == (1, date(2020, 11, 16))
    assert [article["number"] for article in CODE["article"]] == [1, 2, 3, 4, 5]
    localised = [CODE[name] for name in ("preamble", "closing", "translation_note")]
    localised += [article[name] for article in CODE["article"] for name in ("title", "text")]
    assert {tuple(text) for text in localised} == {("en", "ja", "ja-simple")}
    # A short title may happen to need no kanji or no common English word, so only sentences are held to their letters.
    sentences = [text for text in localised if len(text["en"]) > 40]
    assert [text[tag] for text in sentences for tag in text if not is_written_in(tag, text[tag])] == []
    assert [
        article["title"]["ja-simple"] for article in CODE["article"] if has(KANJI, article["title"]["ja-simple"])
    ] == []


def test_there_are_forty_seven_prefectures():
    assert [prefecture["code"] for prefecture in PREFECTURES] == [f"JP-{number:02}" for number in range(1, 48)]
    assert duplicates([name for prefecture in PREFECTURES for name in prefecture["name"].values()]) == []
    assert [p["code"] for p in PREFECTURES if not is_written_in("ja-simple", p["name"]["ja-simple"])] == []


def test_every_corporate_number_has_its_check_digit_and_lies_where_none_was_issued():
    numbers = [organisation["corporate_number"] for organisation in ORGANISATIONS if "corporate_number" in organisation]

    assert [number for number in numbers if not cn.is_valid(number) or number[1:5] != "9900"] == []
    assert duplicates(numbers) == []
    assert {o["kind"] for o in ORGANISATIONS if "corporate_number" not in o} == {
        "individual",
        "international_organisation",
    }


def test_every_municipality_code_has_its_check_digit():
    codes = [organisation["municipality_code"] for organisation in ORGANISATIONS]

    assert [code for code in codes if len(code) != 6 or municipality_check_digit(code[:5]) != code[5]] == []


def test_every_municipality_code_is_real_and_every_municipality_invented():
    register = SHARED / "data/municipalities.csv"
    if not register.exists():
        pytest.skip("the register of municipalities is not beside this checkout")
    with register.open(encoding="utf-8-sig", newline="") as lines:
        real = {row["lgcode"]: row["city"] for row in DictReader(lines)}

    assert [o["key"] for o in ORGANISATIONS if o["municipality_code"] not in real] == []
    assert [o["key"] for o in ORGANISATIONS if o["kind"] == "municipality" and o["name"]["ja"] in real.values()] == []


def test_every_key_leads_somewhere():
    organisations = {organisation["key"] for organisation in ORGANISATIONS}
    active = {organisation["key"] for organisation in ACTIVE}
    prefectures = {prefecture["code"] for prefecture in PREFECTURES}
    handlers = {person["key"] for person in PEOPLE if {"role": "case_handler"} in person.get("appointments", [])}
    places = [seat for person in PEOPLE for seat in person.get("seats", []) + person.get("appointments", [])]

    assert [place for place in places if "organisation" in place and place["organisation"] not in active] == []
    assert [study["slug"] for study in CASE_STUDIES if study["organisation"] not in active] == []
    assert [row for row in CASE_STUDIES + GRIEVANCES if row["prefecture"] not in prefectures] == []
    assert [
        g["key"] for g in GRIEVANCES if g["employer"].get("organisation", "tsumugise-seiki") not in organisations
    ] == []
    assert {grievance["handler"] for grievance in GRIEVANCES if "handler" in grievance} == handlers
    numbers = [number for row in CASE_STUDIES for number in row["articles"]]
    numbers += [commitment["article"] for o in ORGANISATIONS for commitment in o.get("commitments", [])]
    assert set(numbers) == {1, 2, 3, 4, 5}


def test_every_word_of_a_closed_list_is_one_the_platform_knows():
    commitments = [commitment for organisation in ORGANISATIONS for commitment in organisation.get("commitments", [])]
    closed = [grievance["closed"] for grievance in GRIEVANCES if "closed" in grievance]

    assert {organisation["kind"] for organisation in ORGANISATIONS} == set(OrganisationKind)
    assert {organisation["status"] for organisation in ORGANISATIONS} <= set(OrganisationStatus)
    assert {row["sector"] for row in ORGANISATIONS + CASE_STUDIES if "sector" in row} <= set(Sector)
    assert {commitment["state"] for commitment in commitments} == set(ReportedState)
    assert {seat["role"] for person in PEOPLE for seat in person.get("seats", [])} == set(SeatRole)
    assert {post["role"] for person in PEOPLE for post in person.get("appointments", [])} == set(Role)
    assert {theme for study in CASE_STUDIES for theme in study["themes"]} == set(Theme)
    assert {study["status"] for study in CASE_STUDIES} < set(CaseStudyStatus)
    assert {grievance["category"] for grievance in GRIEVANCES} == set(GrievanceCategory) - {GrievanceCategory.OTHER}
    assert {grievance["state"] for grievance in GRIEVANCES} == set(GrievanceState)
    assert {party for grievance in GRIEVANCES for party in grievance["must_not_know"]} == set(Party) - {Party.OTHER}
    assert {end["outcome"] for end in closed} == set(Outcome)


def test_no_two_share_a_name_or_an_address():
    for tag in ("ja", "en"):
        assert duplicates([organisation["name"][tag] for organisation in ORGANISATIONS]) == []
        assert duplicates([study["title"][tag] for study in CASE_STUDIES]) == []
    for table, name in (
        (ORGANISATIONS, "key"),
        (PEOPLE, "key"),
        (PEOPLE, "name"),
        (CASE_STUDIES, "slug"),
        (GRIEVANCES, "key"),
    ):
        assert duplicates([row[name] for row in table]) == []
    emails = [person["email"] for person in PEOPLE] + [row["contact"]["email"] for row in ORGANISATIONS]
    assert duplicates(emails) == []
    assert [email for email in emails if not re.fullmatch(r"[a-z.]+@(example\.org|[a-z-]+\.example)", email)] == []
    assert [person["key"] for person in PEOPLE if not person["email"].endswith("@example.org")] == []


def test_a_member_pledges_after_it_joined_and_commits_to_all_five_articles():
    pledging = [organisation for organisation in ACTIVE if organisation["kind"] not in WITHOUT_PLEDGE]

    assert [o["key"] for o in ORGANISATIONS if ("pledge" in o) != (o in pledging)] == []
    assert [o["key"] for o in ORGANISATIONS if ("member_since" in o) != (o in ACTIVE)] == []
    assert [o["key"] for o in ACTIVE if o["member_since"] <= CODE["adopted_on"]] == []
    assert [o["key"] for o in pledging if o["pledge"]["signed_on"] <= o["member_since"]] == []
    assert [o["key"] for o in pledging if [c["article"] for c in o["commitments"]] != [1, 2, 3, 4, 5]] == []


def test_every_progress_note_is_in_japanese_and_english_and_some_commitments_are_overdue():
    commitments = [commitment for organisation in ORGANISATIONS for commitment in organisation.get("commitments", [])]
    notes = [commitment["progress_note"] for commitment in commitments if "progress_note" in commitment]

    assert [
        note for note in notes if set(note) != {"ja", "en"} or not has(KANA, note["ja"]) or has(KANA, note["en"])
    ] == []
    assert [c for c in commitments if "progress_note" not in c and (c["state"] != "proposed" or c["published"])] == []
    assert [c for c in commitments if c["state"] == "met" and c["updated_days_ago"] < 0] == []
    assert len([c for c in commitments if c["state"] != "met" and c["due_in_days"] < 0]) >= 12


def test_every_case_study_is_complete_in_japanese_and_english():
    for study in CASE_STUDIES:
        for field in PROSE:
            assert {"ja", "en"} <= set(study[field]), (study["slug"], field)
            assert is_written_in("ja", study[field]["ja"]), (study["slug"], field)
            assert not has(KANA + KANJI, study[field]["en"]), (study["slug"], field)
            assert study[field]["ja"].count("。") <= 4, (study["slug"], field)
    easy = [study for study in CASE_STUDIES if "ja-simple" in study["title"]]
    assert len(easy) == 3
    assert [s for s in easy if not all(is_written_in("ja-simple", s[field]["ja-simple"]) for field in PROSE[:2])] == []


def test_a_case_study_is_dated_by_its_status():
    wanted = {"published": {"published_days_ago"}, "in_review": {"submitted_days_ago"}, "draft": set[str](),
              "withdrawn": {"published_days_ago", "withdrawn_days_ago"}}  # fmt: skip

    assert [
        s["slug"] for s in CASE_STUDIES if {name for name in s if name.endswith("_ago")} != wanted[s["status"]]
    ] == []


def test_topics_follow_the_shares_of_real_consultations():
    labour = list(GrievanceCategory)[:13]
    found = shares(["labour" if g["category"] in labour else g["category"] for g in GRIEVANCES])

    assert far_off(found, TOPIC_SHARES) == {}
    assert set(found) == set(TOPIC_SHARES)


def test_nine_languages_follow_the_shares_of_nationalities():
    found = shares([grievance["language"] for grievance in GRIEVANCES])

    assert far_off(found, LANGUAGE_SHARES) == {}
    assert set(found) == NINE


def test_every_text_of_a_grievance_is_in_the_letters_of_its_language():
    assert [(g["key"], text) for g in GRIEVANCES for text in texts(g) if not is_written_in(g["language"], text)] == []


def test_every_grievance_says_enough_and_no_text_is_said_twice():
    ends = {"my": "။", "ne": "[।?]", "ja": "。", "ja-simple": "。", "zh-Hans": "。"}
    lengths = {g["key"]: len(re.findall(ends.get(g["language"], r"[.?!](?=\s|$)"), g["narrative"])) for g in GRIEVANCES}

    assert {key: sentences for key, sentences in lengths.items() if not 3 <= sentences <= 6} == {}
    assert duplicates([text for grievance in GRIEVANCES for text in texts(grievance)]) == []
    assert [g["key"] for g in GRIEVANCES if len(g["messages"]) > 4] == []


def test_every_grievance_happens_in_order():
    for grievance in GRIEVANCES:
        dates = [grievance["filed_days_ago"], *(message["days_ago"] for message in grievance["messages"])]
        if "closed" in grievance:
            dates.append(grievance["closed"]["days_ago"])
        answered = [m["days_ago"] for m in grievance["messages"] if m["author"] == "handler"]
        acknowledged = grievance.get("acknowledged_days_ago")

        assert dates == sorted(dates, reverse=True), grievance["key"]
        assert ("closed" in grievance) == (grievance["state"] == "closed"), grievance["key"]
        assert (acknowledged is None) == (grievance["state"] == "received"), grievance["key"]
        assert ("handler" in grievance) == (acknowledged is not None), grievance["key"]
        assert acknowledged is None or max(answered) <= acknowledged <= grievance["filed_days_ago"], grievance["key"]
        assert acknowledged is not None or answered == [], grievance["key"]
        assert list(grievance["employer"]) in (["organisation"], ["name"], ["unknown"]), grievance["key"]
