"""The world's evidence: Aozora's and Kitakaze's, a check of Aozora that is under way, and another that is answered."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel

from server.assurance.models import (
    CheckDraw,
    CheckFinding,
    CheckKind,
    CheckState,
    CommitmentEvidence,
    Evidence,
    EvidenceContent,
    EvidenceKind,
    EvidenceVisibility,
    FindingOutcome,
    IndependentCheck,
    RungEvidence,
)
from server.conduct.models import CodeDraft, Measurement, Milestone, Verification
from server.kernel.models import StoredFile
from tests.makers import FILED, key


def assurance(rung: UUID) -> list[SQLModel]:
    """Evidence of each visibility for Aozora's and Kitakaze's first commitments, a file, a check that is under way."""
    known: dict[str, Any] = {
        "organisation_id": key("aozora"),
        "media_type": "application/pdf",
        "size": 1,
        "sha256": b"s" * 32,
        "uploaded_by": key("owner"),
    }
    file = StoredFile(id=key("file"), object_name="a-file", name="minutes.pdf", **known)
    loose = StoredFile(id=key("public file"), object_name="another", name="public.pdf", **known)
    rows: list[SQLModel] = [file, loose]
    for name, visibility in [("kitakaze", EvidenceVisibility.PUBLIC), *(("aozora", one) for one in EvidenceVisibility)]:
        id = key(f"{name} {visibility} evidence")
        rows += [
            Evidence(
                id=id,
                organisation_id=key(name),
                kind=EvidenceKind.DOCUMENT,
                visibility=visibility,
                dated_on=FILED,
                expires_on=date(2031, 3, 31),
            ),
            EvidenceContent(
                evidence_id=id,
                organisation_id=key(name),
                visibility=visibility,
                title={"en": f"{visibility.title()} evidence", "ja": f"{visibility}の証拠"},
                source="The works council",
                file_id={"aozora public": key("public file"), "aozora secretariat": key("file")}.get(
                    f"{name} {visibility}"
                ),
            ),
            CommitmentEvidence(
                id=key(f"{name} {visibility} link"),
                commitment_id=key(f"{name} 1"),
                evidence_id=id,
                organisation_id=key(name),
            ),
        ]
    for visibility in (EvidenceVisibility.PUBLIC, EvidenceVisibility.OWN):
        shown = {"rung_id": rung, "evidence_id": key(f"aozora {visibility} evidence")}
        rows.append(RungEvidence(id=key(f"{visibility} rung"), organisation_id=key("aozora"), **shown))
    return [*rows, *checks()]


def checks() -> list[SQLModel]:
    own: dict[str, Any] = {"organisation_id": key("aozora")}
    finding: dict[str, Any] = {"outcome": FindingOutcome.GAP, "text": "No record of June.", "language": "en"}
    return [
        Measurement(id=key("measurement"), commitment_id=key("aozora 1"), value=1, measured_on=FILED, **own),
        Milestone(
            id=key("milestone"),
            commitment_id=key("aozora 1"),
            title={"en": "Half"},
            due_on=FILED,
            reached_on=FILED,
            **own,
        ),
        CodeDraft(id=key("code draft"), texts={}, articles=[], reason="Clearer words."),
        CheckDraw(
            id=key("draw"), kind=CheckKind.AUDIT, seed="5eed", size=1, population=[key("aozora")], reason="Each year."
        ),
        IndependentCheck(
            id=key("check"),
            kind=CheckKind.ADVISER,
            state=CheckState.ASSIGNED,
            reason="Asked for.",
            checker_id=key("adviser"),
            due_on=date(2031, 1, 1),
            **own,
        ),
        CheckFinding(id=key("finding"), check_id=key("check"), commitment_id=key("aozora 1"), **finding, **own),
        IndependentCheck(
            id=key("answering"), kind=CheckKind.PEER, state=CheckState.ANSWERING, reason="Asked for.", **own
        ),
        CheckFinding(
            id=key("reported finding"), check_id=key("answering"), commitment_id=key("aozora 2"), **finding, **own
        ),
        Verification(
            id=key("verification"),
            check_id=key("answering"),
            commitment_id=key("aozora 5"),
            confirmed_on=FILED,
            valid_until=FILED,
            **own,
        ),
    ]
