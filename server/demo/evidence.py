"""The invented evidence of what members call met, one piece for each article."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import SQLModel

from server.assurance.models import (
    CommitmentEvidence,
    Evidence,
    EvidenceContent,
    EvidenceKind,
    EvidenceVisibility,
)
from server.conduct.models import Commitment

SHOWN = {
    1: (
        EvidenceKind.AUDIT,
        {"ja": "賃金・労働時間の点検報告書", "en": "Report on pay and working hours"},
        "社会保険労務士による四半期点検",
    ),
    2: (
        EvidenceKind.SURVEY_RESULT,
        {"ja": "住まいと職場についての無記名調査", "en": "Survey on housing and work, without names"},
        "外部の調査会社",
    ),
    3: (
        EvidenceKind.DOCUMENT,
        {"ja": "通訳を入れた会議の議事録", "en": "Minutes of the meetings with an interpreter"},
        "人事課",
    ),
    4: (
        EvidenceKind.TRAINING_RECORD,
        {"ja": "技能検定の受検記録", "en": "Who sat the skills test, and who passed"},
        "教育担当",
    ),
    5: (EvidenceKind.CASE_STUDY, {"ja": "近隣への紹介の記録", "en": "What we showed our neighbours"}, "総務課"),
}


def of_met(commitment: Commitment, article: int) -> Iterator[SQLModel]:
    """Evidence for a commitment that is met: counted for two years from the report, and the day is written there."""
    kind, title, source = SHOWN[article]
    visibility = EvidenceVisibility.PUBLIC if article % 2 else EvidenceVisibility.SECRETARIAT
    dated_on = commitment.updated_on - timedelta(days=7)
    evidence = Evidence(
        organisation_id=commitment.organisation_id,
        kind=kind,
        visibility=visibility,
        dated_on=dated_on,
        expires_on=in_two_years(dated_on),
        added_on=commitment.updated_on,
    )
    commitment.begun_on, commitment.met_until = evidence.dated_on, evidence.expires_on
    yield evidence
    yield EvidenceContent(
        evidence_id=evidence.id,
        organisation_id=evidence.organisation_id,
        visibility=visibility,
        title=title,
        source=source,
    )
    yield link(commitment.id, evidence)


def link(commitment_id: UUID, evidence: Evidence) -> CommitmentEvidence:
    """That the evidence is meant to show the commitment."""
    return CommitmentEvidence(
        commitment_id=commitment_id, evidence_id=evidence.id, organisation_id=evidence.organisation_id
    )


def in_two_years(day: date) -> date:
    """730 days on, which is never after the same day two years later."""
    return day + timedelta(days=730)
