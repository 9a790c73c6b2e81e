"""Evidence: what is asked of it, and the verbs."""

from datetime import date

import strawberry
from sqlalchemy import and_

from schema.conduct import Commitment
from schema.connections import Node, key_of
from schema.enums import closed
from schema.expressions import TODAY
from schema.files import StoredFile
from schema.members import Organisation
from schema.mutation import Done, VerbInput, verb
from schema.planner.mapping import Order, column, expression, listing, localized, planned, to_one
from schema.texts import LocalizedText, TextInput, texts_of
from server.assurance import models, services
from server.assurance.models import EvidenceKind, EvidenceVisibility
from server.assurance.services import Shows
from server.kernel.session import ViewerSession

closed(
    EvidenceVisibility,
    "Who may look at a piece of evidence.",
    {
        EvidenceVisibility.PUBLIC: "Everybody.",
        EvidenceVisibility.MEMBERS: "Members, and the secretariat.",
        EvidenceVisibility.SECRETARIAT: "The secretariat, and whoever checks the member independently.",
        EvidenceVisibility.OWN: "The member's own people only. It counts towards no state and no level.",
    },
)


@planned(models.EvidenceContent)
class EvidenceContent:
    """What a piece of evidence says. Seen by those whom its visibility names."""

    title: LocalizedText = localized("What it is.")
    source: str = column("Who made it, or where it comes from.")
    file: StoredFile | None = to_one("The file itself; null where there is none.", via="file_id")


@planned(models.Evidence)
class Evidence(Node):
    """A piece of evidence. That it exists, and until when it counts, is public once anybody outside may look at it."""

    organisation: Organisation | None = to_one("Whose it is.", via="organisation_id")
    kind: EvidenceKind = column("What sort it is.")
    visibility: EvidenceVisibility = column("Who may look at it.")
    dated_on: date = column("The day from which it counts.")
    expires_on: date = column("The last day on which it counts.")
    added_on: date = column("The day on which it was added.")
    withdrawn_on: date | None = column("The day on which its member took it back.")
    in_force: bool = expression(
        "Whether it counts today.",
        lambda t: and_(t.withdrawn_on.is_(None), t.dated_on <= TODAY, t.expires_on >= TODAY, t.visibility != "own"),
    )
    content: EvidenceContent | None = to_one("What it says; null where that is not yours to see.", via="id")
    commitments: list["CommitmentEvidence"] = listing(
        "The commitments that it is meant to show.", via="evidence_id", order=Order(("id",)), usually=2
    )


@planned(models.CommitmentEvidence)
class CommitmentEvidence(Node):
    """That a piece of evidence is meant to show a commitment."""

    evidence: Evidence | None = to_one("The evidence.", via="evidence_id")
    commitment: Commitment | None = to_one("The commitment.", via="commitment_id")


@strawberry.input(description="A piece of evidence.")
class AddEvidenceInput(VerbInput):
    organisation_id: strawberry.ID = strawberry.field(description="Whose.")
    kind: EvidenceKind = strawberry.field(description="What sort it is.")
    title: list[TextInput] = strawberry.field(description="What it is, in at least one language.")
    source: str = strawberry.field(description="Who made it, or where it comes from.")
    dated_on: date = strawberry.field(description="The day from which it counts; not to come.")
    expires_on: date | None = strawberry.field(
        default=None, description="The last day on which it counts: two years on where left out, five at most."
    )
    visibility: EvidenceVisibility = strawberry.field(description="Who may look at it.")
    file_id: strawberry.ID | None = strawberry.field(
        default=None, description="The file, sent to /files before, for the same organisation."
    )
    commitment_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Which commitments it shows."
    )
    rung_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="Which levels it shows.")


def shows_of(commitments: list[strawberry.ID], rungs: list[strawberry.ID]) -> Shows:
    """What evidence is meant to show, as the services take it."""
    return Shows(
        [key_of("Commitment", id, f"commitment_ids.{place}") for place, id in enumerate(commitments)],
        [key_of("LadderRung", id, f"rung_ids.{place}") for place, id in enumerate(rungs)],
    )


@verb(evidence=Evidence)
async def add_evidence(session: ViewerSession, input: AddEvidenceInput) -> Done:
    """Add evidence, and say what it shows. For owners and editors of the member."""
    evidence = await services.add_evidence(
        session,
        key_of("Organisation", input.organisation_id, "organisation_id"),
        kind=input.kind,
        title=texts_of(input.title, "title"),
        source=input.source,
        dated_on=input.dated_on,
        expires_on=input.expires_on,
        visibility=input.visibility,
        file_id=key_of("StoredFile", input.file_id, "file_id") if input.file_id else None,
        shows=shows_of(input.commitment_ids, input.rung_ids),
    )
    return Done(evidence.id, {"evidence": evidence.id})


@strawberry.input(description="What else a piece of evidence shows.")
class LinkEvidenceInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The evidence's global id.")
    commitment_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Which commitments it shows."
    )
    rung_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="Which levels it shows.")


@verb(evidence=Evidence)
async def link_evidence(session: ViewerSession, input: LinkEvidenceInput) -> Done:
    """Say what else evidence shows. For owners and editors. CONFLICT where that has been said."""
    evidence = await services.link_evidence(
        session, key_of("Evidence", input.id, "id"), shows_of(input.commitment_ids, input.rung_ids)
    )
    return Done(evidence.id, {"evidence": evidence.id})


@strawberry.input(description="Who may look at a piece of evidence.")
class ShareEvidenceInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The evidence's global id.")
    visibility: EvidenceVisibility = strawberry.field(description="Who may from now on.")


@verb(evidence=Evidence)
async def share_evidence(session: ViewerSession, input: ShareEvidenceInput) -> Done:
    """Say who may look at evidence. For owners and editors. What only the member itself sees counts no more."""
    evidence = await services.share_evidence(session, key_of("Evidence", input.id, "id"), input.visibility)
    return Done(evidence.id, {"evidence": evidence.id})


@strawberry.input(description="Which evidence is taken back.")
class WithdrawEvidenceInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The evidence's global id.")


@verb(evidence=Evidence)
async def withdraw_evidence(session: ViewerSession, input: WithdrawEvidenceInput) -> Done:
    """Take evidence back: it counts no more. For owners. CONFLICT where it has been withdrawn."""
    evidence = await services.withdraw_evidence(session, key_of("Evidence", input.id, "id"))
    return Done(evidence.id, {"evidence": evidence.id})
