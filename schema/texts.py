"""Prose in several languages."""

import strawberry

from schema.planner.mapping import TextPart
from schema.scalars import LanguageTag
from server.kernel.errors import Invalid, message
from server.kernel.languages import chain, known
from server.kernel.table import Texts


@strawberry.type(description="A text in the language asked for, or in the best one there is.")
class LocalizedText:
    value: str = strawberry.field(description="The text.", metadata={"shows": TextPart("value")})
    language: LanguageTag = strawberry.field(
        description="The language of `value`: set it as `lang` where you show it.",
        metadata={"shows": TextPart("language")},
    )
    is_fallback: bool = strawberry.field(
        description="True where the text does not exist in the language asked for.",
        metadata={"shows": TextPart("is_fallback")},
    )
    is_machine_translated: bool = strawberry.field(
        description="True where a machine translated it and nobody has confirmed it.",
        metadata={"shows": TextPart("is_machine_translated")},
    )


def told(texts: Texts, language: str) -> LocalizedText:
    """A text of several languages as a verb shows it: in that language, or in the one that stands in for it."""
    languages = chain(language)
    found = next((one for one in (*languages, *texts) if one in texts and one != "_machine"), None)
    return LocalizedText(
        value=texts[found] if found else "",
        language=LanguageTag(found or languages[0]),
        is_fallback=found != languages[0],
        is_machine_translated=found in texts.get("_machine", ()),
    )


@strawberry.input(description="A text in one language.")
class TextInput:
    language: LanguageTag = strawberry.field(description="The language it is written in.")
    text: str = strawberry.field(description="The text itself.")


def texts_of(inputs: list[TextInput] | None, path: str) -> dict[str, str]:
    """Inputs as stored: one text a language, by the platform's spelling of it. Refuses a language given twice."""
    texts: dict[str, str] = {}
    for index, given in enumerate(inputs or ()):
        language = known(given.language)
        if language in texts:
            raise Invalid(f"{path}.{index}.language", message("This language is given twice."))
        texts[language] = given.text.strip()
    return {language: text for language, text in texts.items() if text}
