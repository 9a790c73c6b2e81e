"""The world's supplier: Hoshi, asked by Aozora, which has answered, and asks a supplier of its own."""

from typing import Any

from sqlmodel import SQLModel

from server.kernel.table import today
from server.supply_chain.models import (
    Assessment,
    AssessmentAnswer,
    AssessmentReply,
    Supplier,
    SupplierAnswer,
    SupplierContact,
    SupplierInvitation,
    SupplierInvitationState,
    SupplierLink,
    SupplierStand,
)
from tests.makers import FILED, key


def suppliers() -> list[SQLModel]:
    """Who was asked by whom, and what Aozora was told."""
    asked: dict[str, Any] = {"language": "en", "expires_on": today()}
    by_aozora = SupplierInvitation(
        id=key("asked by aozora"),
        organisation_id=key("aozora"),
        name="Hoshi",
        token_hash=b"hoshi",
        state=SupplierInvitationState.COMMITTED,
        **asked,
    )
    by_hoshi = SupplierInvitation(
        id=key("asked by hoshi"), inviting_supplier_id=key("hoshi"), name="Tsuki", token_hash=b"tsuki", **asked
    )
    answer = SupplierAnswer(
        id=key("hoshi answer"), supplier_invitation_id=by_aozora.id, article_number=1, stand=SupplierStand.YES
    )
    return [
        Supplier(id=key("hoshi"), key_hash=b"hoshi", name="Hoshi Parts", language="en"),
        by_aozora,
        by_hoshi,
        answer,
        SupplierLink(supplier_invitation_id=by_aozora.id, supplier_id=key("hoshi")),
        SupplierContact(supplier_invitation_id=by_aozora.id, company="Hoshi Parts", name="Mori", email="m@x.example"),
        *assessments(),
    ]


def assessments() -> list[SQLModel]:
    """Hoshi's own answers, Aozora's copy, and one that was taken back."""
    held: dict[str, Any] = {"version": 1, "expires_on": today()}
    asked = key("asked by aozora")
    made = [
        Assessment(id=key("own assessment"), supplier_id=key("hoshi"), **held),
        Assessment(id=key("shared assessment"), supplier_invitation_id=asked, **held),
        Assessment(id=key("ended assessment"), supplier_invitation_id=asked, ended_on=FILED, **held),
    ]
    answers = [
        AssessmentAnswer(
            id=key(f"answer of {one.id}"), assessment_id=one.id, question_code="1-fees", reply=AssessmentReply.YES
        )
        for one in made
    ]
    return [*made, *answers]
