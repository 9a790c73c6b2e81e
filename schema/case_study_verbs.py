"""The verbs of case studies, from draft to publication."""

import strawberry
from strawberry import UNSET

from schema.case_studies import CaseStudy
from schema.connections import key_of
from schema.mutation import Done, VerbInput, verb
from schema.scalars import LanguageTag, PrefectureCode
from server.case_studies import rules, services
from server.case_studies.models import Theme
from server.kernel.errors import Invalid, message
from server.kernel.session import ViewerSession
from server.members.models import Sector


@strawberry.input(
    description="A case study in one language. What is left out stays as it is; an empty text is taken away."
)
class CaseStudyTextInput:
    language: LanguageTag = strawberry.field(description="The language it is told in.")
    title: str | None = strawberry.field(default=UNSET, description="Its title; up to 200 characters.")
    summary: str | None = strawberry.field(default=UNSET, description="In a few sentences; up to 1,000 characters.")
    problem: str | None = strawberry.field(
        default=UNSET, description="What the problem was; this and what follows up to 5,000 characters each."
    )
    context: str | None = strawberry.field(default=UNSET, description="Where and under which conditions.")
    action: str | None = strawberry.field(default=UNSET, description="What was done.")
    cost: str | None = strawberry.field(default=UNSET, description="What it cost, in money and in work.")
    result: str | None = strawberry.field(default=UNSET, description="What came of it.")
    went_wrong: str | None = strawberry.field(default=UNSET, description="What went wrong.")
    how_to_repeat: str | None = strawberry.field(default=UNSET, description="How others can repeat it.")


def told(inputs: list[CaseStudyTextInput]) -> services.Texts:
    """Inputs by language. Refuses a language given twice."""
    texts: dict[str, dict[str, str | None]] = {}
    for index, given in enumerate(inputs):
        if given.language in texts:
            raise Invalid(f"texts.{index}.language", message("This language is given twice."))
        parts = {part: getattr(given, part) for part in rules.LIMITS}
        texts[given.language] = {part: text for part, text in parts.items() if text is not UNSET}
    return texts


@strawberry.input(description="The beginning of a case study; nothing need be complete yet.")
class DraftCaseStudyInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="The member that tells it.")
    texts: list[CaseStudyTextInput] = strawberry.field(description="What is told, one entry for each language.")
    themes: list[Theme] = strawberry.field(default_factory=list, description="What it is about.")
    articles: list[int] = strawberry.field(default_factory=list, description="The articles that it serves, by number.")
    sector: Sector | None = strawberry.field(default=None, description="The industry it comes from.")
    prefecture: PrefectureCode | None = strawberry.field(default=None, description="The prefecture it comes from.")


@verb(case_study=CaseStudy)
async def draft_case_study(session: ViewerSession, input: DraftCaseStudyInput) -> Done:
    """Begin a case study. For owners and editors of an active member; nobody else sees it before it is handed in."""
    study = await services.draft_case_study(
        session,
        key_of("Organisation", input.organisation_id, "organisation_id"),
        told(input.texts),
        themes=input.themes,
        articles=input.articles,
        sector=input.sector,
        prefecture=input.prefecture,
    )
    return Done(study.id, {"case_study": study.id})


@strawberry.input(description="Changes to a case study. What is left out stays as it is.")
class EditCaseStudyInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The case study's global id.")
    texts: list[CaseStudyTextInput] = strawberry.field(
        default_factory=list, description="What is told anew, one entry for each language; other languages stay."
    )
    themes: list[Theme] | None = strawberry.field(default=None, description="What it is about, all of it.")
    articles: list[int] | None = strawberry.field(
        default=None, description="The articles that it serves, all of them, by number."
    )
    sector: Sector | None = strawberry.field(default=UNSET, description="The industry it comes from; null for none.")
    prefecture: PrefectureCode | None = strawberry.field(
        default=UNSET, description="The prefecture it comes from; null for none."
    )


@verb(case_study=CaseStudy)
async def edit_case_study(session: ViewerSession, input: EditCaseStudyInput) -> Done:
    """Change a draft, or a case study that changes were asked for. For owners and editors of its member."""
    lists = {name: value for name in ("themes", "articles") if (value := getattr(input, name)) is not None}
    places = {name: value for name in ("sector", "prefecture") if (value := getattr(input, name)) is not UNSET}
    key = key_of("CaseStudy", input.id, "id")
    study = await services.edit_case_study(session, key, told(input.texts), **lists, **places)
    return Done(study.id, {"case_study": study.id})


@strawberry.input(description="Which case study is handed in.")
class SubmitCaseStudyInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The case study's global id.")


@verb(case_study=CaseStudy)
async def submit_case_study(session: ViewerSession, input: SubmitCaseStudyInput) -> Done:
    """Hand a case study in for review. For owners and editors of its member.

    One language at least must tell everything, what it cost and what went wrong too; and there is a theme.
    """
    study = await services.submit_case_study(session, key_of("CaseStudy", input.id, "id"))
    return Done(study.id, {"case_study": study.id})


@strawberry.input(description="Which case study is given back, and what to change.")
class RequestChangesInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The case study's global id.")
    note: str = strawberry.field(description="What to change; up to 4,000 characters.")


@verb(case_study=CaseStudy)
async def request_changes(session: ViewerSession, input: RequestChangesInput) -> Done:
    """Give a case study in review back to its member. For content editors."""
    study = await services.request_changes(session, key_of("CaseStudy", input.id, "id"), input.note)
    return Done(study.id, {"case_study": study.id})


@strawberry.input(description="Which case study is published.")
class PublishCaseStudyInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The case study's global id.")


@verb(case_study=CaseStudy)
async def publish_case_study(session: ViewerSession, input: PublishCaseStudyInput) -> Done:
    """Show a case study in review to everybody as of today. For content editors. CONFLICT where it is not in review."""
    study = await services.publish_case_study(session, key_of("CaseStudy", input.id, "id"))
    return Done(study.id, {"case_study": study.id})


@strawberry.input(description="Which case study is withdrawn.")
class WithdrawCaseStudyInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The case study's global id.")


@verb(case_study=CaseStudy)
async def withdraw_case_study(session: ViewerSession, input: WithdrawCaseStudyInput) -> Done:
    """Take a case study out of the library for good. For owners of its member, and content editors."""
    study = await services.withdraw_case_study(session, key_of("CaseStudy", input.id, "id"))
    return Done(study.id, {"case_study": study.id})
