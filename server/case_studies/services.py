"""What can be done with a case study: draft it, edit it, hand it in, review it, publish it, withdraw it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, delete, select

from server.case_studies import rules, search
from server.case_studies.models import CaseStudy, CaseStudyReview, CaseStudySearch, CaseStudyStatus, Theme
from server.conduct.models import Article
from server.kernel.errors import Conflict, message
from server.kernel.session import ViewerSession
from server.kernel.table import today
from server.kernel.viewer import Role, SeatRole
from server.members.models import Organisation, Prefecture, Sector
from server.members.services import refuse_unless_acting, terms_of

Texts = Mapping[str, Mapping[str, str | None]]
"""What is told: by language, then by part (``rules.LIMITS``). An empty part is taken away from that language."""


async def draft_case_study(
    session: ViewerSession,
    organisation_id: UUID,
    texts: Texts,
    *,
    themes: Sequence[Theme] = (),
    articles: Sequence[int] = (),
    sector: Sector | None = None,
    prefecture: str | None = None,
) -> CaseStudy:
    """Begin a case study; nothing need be complete yet. For owners and editors of an active member.

    Nobody but the member's own people sees a draft, not even the secretariat.
    """
    parts = rules.told({}, texts)

    organisation = await session.find(Organisation, organisation_id, "organisation_id")

    session.permit(SeatRole.OWNER, SeatRole.EDITOR, of=organisation.id)
    refuse_unless_acting(organisation, "organisation_id")
    if not (await terms_of(session.rows, organisation)).publishes:
        raise Conflict("organisation_id", message("Observers do not publish case studies."))

    study = CaseStudy(
        organisation_id=organisation.id,
        status=CaseStudyStatus.DRAFT,
        themes=rules.themes(themes),
        articles=rules.article_numbers(articles, await existing_articles(session)),
        languages=rules.languages(parts),
        sector=sector,
        prefecture=prefecture,
        **parts,
    )
    session.add(study)

    session.record("draft_case_study", study, organisation_id=organisation.id)
    return study


async def edit_case_study(session: ViewerSession, id: UUID, texts: Texts, **changes: Any) -> CaseStudy:
    """Change a draft, or a case study that changes were asked for. For owners and editors of its member.

    ``changes`` may name themes, articles, sector and prefecture; what is not named stays. Conflict in any other state.
    """
    study = await session.find(CaseStudy, id)

    session.permit(SeatRole.OWNER, SeatRole.EDITOR, of=study.organisation_id)

    study = await session.find(CaseStudy, id, lock=True)
    rules.editable(study.status)
    if "themes" in changes:
        changes["themes"] = rules.themes(changes["themes"])
    if "articles" in changes:
        changes["articles"] = rules.article_numbers(changes["articles"], await existing_articles(session))
    parts = rules.told(rules.parts_of(study), texts)
    for name, value in {**changes, **parts, "languages": rules.languages(parts)}.items():
        setattr(study, name, value)

    session.record("edit_case_study", study, organisation_id=study.organisation_id)
    return study


async def submit_case_study(session: ViewerSession, id: UUID) -> CaseStudy:
    """Hand a case study in for review. For owners and editors of its member.

    Refused where a part is missing in every language, or no language tells everything: ``rules.complete``.
    """
    study = await session.find(CaseStudy, id)

    session.permit(SeatRole.OWNER, SeatRole.EDITOR, of=study.organisation_id)

    study = await session.find(CaseStudy, id, lock=True)
    study.status = rules.submitted(study.status)
    rules.complete(study)

    session.record("submit_case_study", study, organisation_id=study.organisation_id)
    return study


async def request_changes(session: ViewerSession, id: UUID, note: str) -> CaseStudy:
    """Give a case study in review back to its member, with a note on what to change. For content editors."""
    wanted = rules.note(note)

    study = await session.find(CaseStudy, id)

    session.permit(Role.CONTENT_EDITOR)

    study = await session.find(CaseStudy, id, lock=True)
    study.status = rules.reviewed(study.status, CaseStudyStatus.CHANGES_ASKED)
    session.add(
        CaseStudyReview(
            case_study_id=study.id,
            organisation_id=study.organisation_id,
            reviewer_id=session.viewer.person_id,  # pyright: ignore[reportArgumentType]  who has a role is a person
            note=wanted,
        )
    )

    session.record("request_changes", study, organisation_id=study.organisation_id)
    return study


async def publish_case_study(session: ViewerSession, id: UUID) -> CaseStudy:
    """Show a case study to everybody as of today, and let it be found. For content editors.

    Conflict where it is not in review: an editor who comes second decides nothing.
    """
    study = await session.find(CaseStudy, id)

    session.permit(Role.CONTENT_EDITOR)

    study = await session.find(CaseStudy, id, lock=True)
    study.status = rules.reviewed(study.status, CaseStudyStatus.PUBLISHED)
    study.published_on = today()
    study.slug = rules.slug(study.title, [await place_name(session, study.prefecture), *study.themes])
    words = search.vector(rules.parts_of(study))
    session.add(CaseStudySearch(case_study_id=study.id, published_on=study.published_on, words=words))

    session.record("publish_case_study", study, organisation_id=study.organisation_id)
    return study


async def withdraw_case_study(session: ViewerSession, id: UUID) -> CaseStudy:
    """Take a case study back, from any state and for good. For owners of its member, and content editors.

    Its own people and the secretariat still see it; nobody finds it any more.
    """
    study = await session.find(CaseStudy, id)

    session.permit(Role.CONTENT_EDITOR, SeatRole.OWNER, of=study.organisation_id)

    study = await session.find(CaseStudy, id, lock=True)
    study.status = rules.withdrawn(study.status)
    study.withdrawn_on = today()
    await session.rows.execute(
        delete(CaseStudySearch)
        .where(col(CaseStudySearch.case_study_id) == study.id)
        .execution_options(synchronize_session=False)
    )

    session.record("withdraw_case_study", study, organisation_id=study.organisation_id)
    return study


async def existing_articles(session: ViewerSession) -> set[int]:
    """The numbers of the articles that any version of the code of conduct has."""
    return set(await session.rows.scalars(select(Article.number).distinct()))


async def place_name(session: ViewerSession, prefecture: str | None) -> str:
    """The English name of a prefecture, or nothing."""
    found = await session.rows.get(Prefecture, prefecture) if prefecture else None
    return found.name.get("en", "") if found else ""
