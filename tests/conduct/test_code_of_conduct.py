import tomllib
from pathlib import Path

import pytest

TEXT = tomllib.loads((Path(__file__).parents[2] / "server" / "reference" / "code_of_conduct.toml").read_text())
DOCUMENT = """query($version: Int, $in: LanguageTag) { codeOfConduct(version: $version) {
    version adoptedOn
    preamble(in: $in) { value } closing(in: $in) { value } translationNote(in: $in) { value }
    articles { number title(in: $in) { value language isFallback } text(in: $in) { value } } } }"""


@pytest.mark.parametrize("version", [None, 1])
@pytest.mark.parametrize("language", ["en", "ja", "ja-simple"])
async def test_the_code_of_conduct_is_read_in_its_three_languages(ask, version, language):
    shown = await ask(DOCUMENT, **{"version": version, "in": language})

    assert shown["codeOfConduct"] == {
        "version": 1,
        "adoptedOn": str(TEXT["adopted_on"]),
        **{
            field: {"value": TEXT[name][language]}
            for field, name in (
                ("preamble", "preamble"),
                ("closing", "closing"),
                ("translationNote", "translation_note"),
            )
        },
        "articles": [
            {
                "number": number,
                "title": {"value": article["title"][language], "language": language, "isFallback": False},
                "text": {"value": article["text"][language]},
            }
            for number, article in enumerate(TEXT["article"], start=1)
        ],
    }


async def test_another_language_falls_back_and_says_so(ask):
    shown = await ask(DOCUMENT, **{"in": "my"})

    title = shown["codeOfConduct"]["articles"][0]["title"]
    assert title == {
        "value": TEXT["article"][0]["title"][title["language"]],
        "language": title["language"],
        "isFallback": True,
    }


async def test_a_version_that_does_not_exist_is_null(ask):
    assert await ask(DOCUMENT, version=7) == {"codeOfConduct": None}
