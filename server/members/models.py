"""Who the members are, and where."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from server.kernel.table import closed_list, listed_day, now, uuid7


class OrganisationKind(StrEnum):
    """What sort of member it is."""

    COMPANY = "company"
    INDUSTRY_ASSOCIATION = "industry_association"
    ECONOMIC_GROUP = "economic_group"
    MUNICIPALITY = "municipality"
    GOVERNMENT_BODY = "government_body"
    INTERNATIONAL_ORGANISATION = "international_organisation"
    NPO = "npo"
    LABOUR_UNION = "labour_union"
    LAW_OFFICE = "law_office"
    RESEARCH_INSTITUTE = "research_institute"
    SUPPORT_ORGANISATION = "support_organisation"
    MEDIA = "media"
    INDIVIDUAL = "individual"


class OrganisationStatus(StrEnum):
    """Where its membership stands."""

    APPLIED = "applied"
    ACTIVE = "active"
    DECLINED = "declined"


class Sector(StrEnum):
    """Major divisions of the Japan Standard Industrial Classification (letters A to T)."""

    AGRICULTURE_FORESTRY = "A"
    FISHERIES = "B"
    MINING = "C"
    CONSTRUCTION = "D"
    MANUFACTURING = "E"
    UTILITIES = "F"
    INFORMATION_COMMUNICATIONS = "G"
    TRANSPORT_POSTAL = "H"
    WHOLESALE_RETAIL = "I"
    FINANCE_INSURANCE = "J"
    REAL_ESTATE = "K"
    RESEARCH_PROFESSIONAL = "L"
    ACCOMMODATION_FOOD = "M"
    LIVING_AMUSEMENT = "N"
    EDUCATION = "O"
    MEDICAL_WELFARE = "P"
    COMPOUND_SERVICES = "Q"
    OTHER_SERVICES = "R"
    GOVERNMENT = "S"
    UNCLASSIFIED = "T"


class Prefecture(SQLModel, table=True):
    """One of the 47 prefectures, by ISO 3166-2 code (JP-01 to JP-47)."""

    code: str = Field(primary_key=True, max_length=5)
    name: dict[str, Any] = Field(sa_type=JSONB)


class Municipality(SQLModel, table=True):
    """A local government by its six-digit code (five digits and a check digit). Codes are closed, never deleted."""

    code: str = Field(primary_key=True, max_length=6)
    prefecture: str = Field(foreign_key="prefecture.code", max_length=5, index=True)
    name: str
    kana: str
    latitude: float | None = None
    longitude: float | None = None
    closed_on: date | None = None


class Organisation(SQLModel, table=True):
    """A member, or who applied to become one; an individual member too."""

    __table_args__ = (
        # Who was declined may apply again: only what waits or holds occupies a number.
        Index(
            "uq_organisation_corporate_number",
            "corporate_number",
            unique=True,
            postgresql_where=text("status <> 'declined'"),
        ),
        Index("ix_organisation_joined_id", listed_day("member_since"), "id"),
        Index("ix_organisation_status", "status"),
    )
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    kind: OrganisationKind = Field(sa_type=closed_list(OrganisationKind))
    name: dict[str, Any] = Field(sa_type=JSONB)
    corporate_number: str | None = Field(default=None, max_length=13)
    prefecture: str | None = Field(default=None, foreign_key="prefecture.code", max_length=5)
    municipality_code: str | None = Field(default=None, foreign_key="municipality.code", max_length=6)
    sector: Sector | None = Field(default=None, sa_type=closed_list(Sector))
    status: OrganisationStatus = Field(sa_type=closed_list(OrganisationStatus))
    member_since: date | None = None


class MemberContact(SQLModel, table=True):
    """Whom the secretariat writes to. Never public."""

    __tablename__ = "member_contact"  # pyright: ignore[reportAssignmentType]  a name is enough
    organisation_id: UUID = Field(primary_key=True, foreign_key="organisation.id")
    name: str = Field(max_length=200)
    email: str = Field(max_length=320)


class MembershipApplication(SQLModel, table=True):
    """An application and how it was decided. ``approved`` is null while it waits. Who applies again is a new row."""

    __tablename__ = "membership_application"  # pyright: ignore[reportAssignmentType]  a name is enough
    organisation_id: UUID = Field(primary_key=True, foreign_key="organisation.id")
    motivation: str | None = None
    submitted_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))
    approved: bool | None = None
    reason: str | None = None
    decided_by: UUID | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
