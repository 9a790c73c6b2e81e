import re
from itertools import product
from typing import Any

import pytest

from server.case_studies import rules
from server.case_studies.models import CaseStudy, Theme
from server.case_studies.models import CaseStudyStatus as Status
from server.kernel.errors import Conflict, Invalid

WHOLE = {part: {"en": f"The {part}.", "ja": f"{part}です。"} for part in rules.LIMITS}


def study(**changes: dict[str, str]) -> CaseStudy:
    parts: dict[str, Any] = {**WHOLE, **changes}
    return CaseStudy(**parts, themes=["housing"], languages=rules.languages(parts))


def test_texts_are_laid_over_what_is_there():
    before = {"title": {"en": "Old", "ja": "古い"}, "cost": {"en": "100"}}
    after = rules.told(before, {"en": {"title": " New ", "cost": ""}, "vi": {"title": "Mới", "result": None}})
    assert after == {**{part: {} for part in rules.LIMITS}, "title": {"en": "New", "ja": "古い", "vi": "Mới"}}
    assert before == {"title": {"en": "Old", "ja": "古い"}, "cost": {"en": "100"}}


def test_a_text_that_is_too_long_is_refused_where_it_stands():
    with pytest.raises(Invalid) as refusal:
        rules.told({}, {"ja": {}, "en": {"went_wrong": "a" * 5001}})
    assert (refusal.value.path, refusal.value.fields) == (("texts", "1", "went_wrong"), {"limit": 5000})


def test_a_language_counts_when_everything_is_told_in_it():
    assert rules.languages(WHOLE) == ["en", "ja"]
    assert rules.languages({**WHOLE, "cost": {"en": "100"}}) == ["en"]
    assert rules.languages({**WHOLE, "cost": {}}) == []
    assert rules.languages({part: {**texts, "_machine": ["en"]} for part, texts in WHOLE.items()}) == ["en", "ja"]


@pytest.mark.parametrize("part", rules.LIMITS)
def test_nothing_is_handed_in_without_every_part(part):
    with pytest.raises(Invalid) as refusal:
        rules.complete(study(**{part: {}}))
    assert refusal.value.path == ("texts", part)


def test_nothing_is_handed_in_without_one_language_that_tells_everything_or_without_a_theme():
    rules.complete(study())
    mixed = study(cost={"vi": "100"})
    themeless = study()
    themeless.themes = []
    for incomplete, path in ((mixed, ("texts",)), (themeless, ("themes",))):
        with pytest.raises(Invalid) as refusal:
            rules.complete(incomplete)
        assert refusal.value.path == path


STEPS = {
    "submit": (rules.submitted, {Status.DRAFT, Status.CHANGES_ASKED}, Status.IN_REVIEW),
    "publish": (lambda status: rules.reviewed(status, Status.PUBLISHED), {Status.IN_REVIEW}, Status.PUBLISHED),
    "ask": (lambda status: rules.reviewed(status, Status.CHANGES_ASKED), {Status.IN_REVIEW}, Status.CHANGES_ASKED),
    "withdraw": (rules.withdrawn, set(Status) - {Status.WITHDRAWN}, Status.WITHDRAWN),
}


@pytest.mark.parametrize(("step", "status"), list(product(STEPS, Status)))
def test_each_state_follows_only_where_it_may(step, status):
    function, allowed, following = STEPS[step]
    if status in allowed:
        assert function(status) is following
    else:
        with pytest.raises(Conflict) as refusal:
            function(status)
        assert refusal.value.path == ("id",)


@pytest.mark.parametrize(
    ("title", "otherwise", "words"),
    [
        (
            {"en": "Zero fees: paying back what workers’ families owed"},
            [],
            "zero-fees-paying-back-what-workers-families-owed",
        ),
        ({"en": "Café & co.: 3 new dormitories"}, [], "cafe-co-3-new-dormitories"),
        ({"ja": "社員寮の改善"}, ["Hokkaido", "housing", "family_life"], "hokkaido-housing-family-life"),
        ({"en": "寮"}, ["", "wages"], "wages"),
        ({"ja": "寮"}, [""], "case"),
        ({"en": "word " * 60}, [], "-".join(["word"] * 16)),
        ({"en": "a" * 200}, [], "a" * 80),
    ],
)
def test_an_address_is_made_of_words_and_six_random_letters(title, otherwise, words):
    made = rules.slug(title, otherwise)
    assert re.fullmatch(re.escape(words) + "-[2-9a-hjkmnp-z]{6}", made)
    assert made != rules.slug(title, otherwise)
    assert len(made) <= 120


def test_themes_stand_once_and_articles_in_order():
    assert rules.themes([Theme.WAGES, Theme.HOUSING, Theme.WAGES]) == ["wages", "housing"]
    assert rules.article_numbers([3, 1, 3], {1, 2, 3, 4, 5}) == [1, 3]
    with pytest.raises(Invalid) as refusal:
        rules.article_numbers([6], {1, 2, 3, 4, 5})
    assert refusal.value.path == ("articles",)


def test_an_editors_note_says_something_and_not_too_much():
    assert rules.note(" Say what it cost. ") == "Say what it cost."
    for entered in (" ", "a" * 4001):
        with pytest.raises(Invalid) as refusal:
            rules.note(entered)
        assert refusal.value.path == ("note",)
