"""What can be done about the code of conduct: pledge it, and tell how far one has come."""

from datetime import date
from uuid import UUID

from asyncpg import UniqueViolationError
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from server.conduct import rules
from server.conduct.models import (
    Article,
    CodeOfConduct,
    Commitment,
    CommitmentNote,
    CommitmentState,
    Pledge,
    ReportedState,
)
from server.conduct.progress import reckon
from server.kernel.entries import line, prose
from server.kernel.errors import Conflict, Invalid, NotFound, message
from server.kernel.session import ViewerSession
from server.kernel.table import today
from server.kernel.viewer import SeatRole
from server.members.models import Organisation
from server.members.services import refuse_unless_acting, terms_of


async def pledge(
    session: ViewerSession, organisation_id: UUID, *, signer_name: str, signer_role: str, version: int | None = None
) -> Pledge:
    """Sign a version of the code of conduct for a member; the newest in force where none is named.

    For an owner of an active member. Each article to which the member has no commitment yet, in this version or by its
    number in an earlier one, becomes a commitment, proposed and due as ``rules.due`` says.
    Conflict where the member has signed this version, is not active, or takes part in a way that does not pledge.
    """
    name = line(signer_name, "signer_name", rules.NAME_LIMIT)
    function = line(signer_role, "signer_role", rules.NAME_LIMIT)

    organisation = await session.find(Organisation, organisation_id, "organisation_id")
    code = await in_force(session, version)

    session.permit(SeatRole.OWNER, of=organisation.id)
    refuse_unless_acting(organisation, "organisation_id")
    if not (await terms_of(session.rows, organisation)).pledges:
        raise Conflict(
            "organisation_id",
            message("Partners and observers do not sign the code of conduct. Ask the secretariat to become a member."),
        )

    signed = Pledge(organisation_id=organisation.id, code_of_conduct_id=code.id, signer_name=name, signer_role=function)
    await add_unique(session, signed)
    for article in await uncovered(session, organisation.id, code.id):
        session.add(
            Commitment(
                organisation_id=organisation.id,
                article_id=article.id,
                state=ReportedState.PROPOSED,
                due_on=rules.due(signed.signed_on),
            )
        )

    session.record("pledge", signed, organisation_id=organisation.id)
    return signed


async def update_commitment(
    session: ViewerSession,
    id: UUID,
    *,
    state: CommitmentState,
    progress_note: tuple[str, str] | None = None,
    publish_note: bool | None = None,
    due_on: date | None = None,
) -> Commitment:
    """Say how far a commitment has come: the member's own report, from which with evidence and dates the state that
    holds is computed. For owners and editors of its member.

    ``progress_note`` is a language and a text: it replaces the note in that language and leaves the others.
    ``publish_note`` shows the note to everybody or hides it again; left out, that stays as it is, hidden at first.
    """
    text = {progress_note[0]: prose(progress_note[1], "progress_note.text", rules.NOTE_LIMIT)} if progress_note else {}
    day = rules.next_date(due_on, today()) if due_on else None

    commitment = await session.find(Commitment, id)

    session.permit(SeatRole.OWNER, SeatRole.EDITOR, of=commitment.organisation_id)

    commitment = await session.find(Commitment, id, lock=True)
    reported = rules.next_state(commitment.state, state)
    if commitment.state is ReportedState.MET and reported is not ReportedState.MET:
        commitment.lost_on = today()
    commitment.state = reported
    commitment.due_on = day or commitment.due_on
    commitment.updated_on = today()
    await reckon(session, commitment)
    if text or publish_note is not None:
        await write_note(session, commitment, text, publish_note)

    session.record("update_commitment", commitment, organisation_id=commitment.organisation_id)
    return commitment


async def uncovered(session: ViewerSession, organisation_id: UUID, code_id: UUID) -> list[Article]:
    """The articles of a version to whose number the member has no commitment."""
    covered = (
        select(Article.number)
        .join(Commitment, col(Commitment.article_id) == Article.id)
        .where(col(Commitment.organisation_id) == organisation_id)
    )
    found = await session.rows.scalars(
        select(Article).where(Article.code_of_conduct_id == code_id, col(Article.number).not_in(covered))
    )
    return list(found)


async def commit_to(
    session: ViewerSession, organisation_id: UUID, article_id: UUID, due_on: date, aim: dict[str, str]
) -> Commitment:
    """A new commitment of a member to an article, with its aim and its day; for what a check has found."""
    commitment = Commitment(
        organisation_id=organisation_id,
        article_id=article_id,
        state=ReportedState.PROPOSED,
        due_on=rules.next_date(due_on, today()),
        aim=rules.texts(aim, "aim", rules.NOTE_LIMIT),
    )
    session.add(commitment)
    await session.flush()
    return commitment


async def in_force(session: ViewerSession, version: int | None) -> CodeOfConduct:
    """That version of the code of conduct, or the newest; only one that has been adopted by today."""
    wanted = col(CodeOfConduct.version) == version if version is not None else col(CodeOfConduct.version).is_not(None)
    found = await session.rows.scalars(
        select(CodeOfConduct)
        .where(wanted, col(CodeOfConduct.adopted_on) <= today())
        .order_by(col(CodeOfConduct.version).desc())
        .limit(1)
    )
    code = found.one_or_none()
    if code is None:
        raise NotFound("version")
    return code


async def write_note(
    session: ViewerSession, commitment: Commitment, text: dict[str, str], publish: bool | None
) -> None:
    """Lay a text over the commitment's note, and publish or hide it. There must be a note to publish."""
    note = await session.rows.get(CommitmentNote, commitment.id)
    if note is None:
        if not text:
            raise Invalid("publish_note", message("There is no note yet that could be published."))
        session.add(
            CommitmentNote(
                commitment_id=commitment.id,
                organisation_id=commitment.organisation_id,
                text=text,
                published=bool(publish),
            )
        )
        return
    note.text = {**note.text, **text}
    note.published = note.published if publish is None else publish


async def add_unique(session: ViewerSession, signed: Pledge) -> None:
    """Add a pledge, or refuse it where this version is signed. The constraint decides between two at once."""
    session.add(signed)
    try:
        await session.flush()
    except IntegrityError as error:
        if isinstance(error.orig and error.orig.__cause__, UniqueViolationError):
            raise Conflict("organisation_id", message("This member has signed this version already.")) from None
        raise
