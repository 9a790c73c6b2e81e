"""What content editors do about the code: draft a version, edit it, adopt it, correct a translation."""

from datetime import date

import strawberry

from schema.codes import CodeDraft, CodeTextRevision
from schema.conduct import CodeOfConduct
from schema.connections import key_of
from schema.mutation import Done, VerbInput, verb
from schema.scalars import LanguageTag
from server.conduct import codes
from server.conduct.models import TextPart
from server.kernel.languages import known
from server.kernel.session import ViewerSession


@strawberry.input(description="Why there is to be a new version.")
class DraftCodeInput(VerbInput):
    reason: str = strawberry.field(description="Why; up to 4,000 characters.")


@verb(code_draft=CodeDraft)
async def draft_code(session: ViewerSession, input: DraftCodeInput) -> Done:
    """Begin a draft of the next version, as a copy of the newest. For content editors."""
    draft = await codes.draft_code(session, input.reason)
    return Done(draft.id, {"code_draft": draft.id})


@strawberry.input(description="One text of a draft.")
class EditCodeDraftInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The draft's global id.")
    part: TextPart = strawberry.field(description="Which text.")
    article_number: int | None = strawberry.field(
        default=None, description="Of which article; the number after the last adds one."
    )
    language: LanguageTag = strawberry.field(description="In which language.")
    text: str = strawberry.field(description="What it is to say; up to 4,000 characters.")


@verb(code_draft=CodeDraft)
async def edit_code_draft(session: ViewerSession, input: EditCodeDraftInput) -> Done:
    """Set one text of a draft in one language. For content editors. CONFLICT where it has been adopted."""
    draft = await codes.edit_code_draft(
        session,
        key_of("CodeDraft", input.id, "id"),
        input.part,
        input.article_number,
        known(input.language),
        input.text,
    )
    return Done(draft.id, {"code_draft": draft.id})


@strawberry.input(description="Which draft becomes the next version, and from when.")
class AdoptCodeInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The draft's global id.")
    adopted_on: date = strawberry.field(description="From which day it is in force; not past.")
    reaffirm_by: date | None = strawberry.field(
        default=None, description="The last day for members to sign it; at least 30 days after."
    )


@verb(code_of_conduct=CodeOfConduct)
async def adopt_code(session: ViewerSession, input: AdoptCodeInput) -> Done:
    """Make a draft the next version of the code. For content editors. It is never edited again.

    CONFLICT where it has been adopted, or a text is missing in English or Japanese.
    """
    code = await codes.adopt_code(session, key_of("CodeDraft", input.id, "id"), input.adopted_on, input.reaffirm_by)
    return Done(code.id, {"code_of_conduct": code.id})


@strawberry.input(description="A better translation.")
class CorrectTranslationInput(VerbInput):
    version: int = strawberry.field(description="Of which version.")
    part: TextPart = strawberry.field(description="Which text.")
    article_number: int | None = strawberry.field(default=None, description="Of which article.")
    language: LanguageTag = strawberry.field(description="In which language; never the original one.")
    text: str = strawberry.field(description="What it is to say; up to 4,000 characters.")
    reason: str = strawberry.field(description="What was wrong before.")


@verb(code_text_revision=CodeTextRevision)
async def correct_translation(session: ViewerSession, input: CorrectTranslationInput) -> Done:
    """Correct a translation of a version, or add one: a new revision beside those before. For content editors."""
    made = await codes.correct_translation(
        session, input.version, input.part, input.article_number, known(input.language), input.text, input.reason
    )
    return Done(made.id, {"code_text_revision": made.id})
