"""Where members' people work, and about how many from abroad."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from server.kernel.table import closed_list, today, uuid7
from server.members.models import Sector


class ResidenceStatus(StrEnum):
    """A status of residence under Japan's Immigration Control and Refugee Recognition Act (appended tables 1 and 2).

    The grades of one status that only tell how somebody came to it stand together. ``SPECIAL_PERMANENT`` rests on a law
    of its own; ``SKILL_DEVELOPMENT`` takes the place of technical intern training from April 2027.
    """

    DIPLOMAT = "diplomat"
    OFFICIAL = "official"
    PROFESSOR = "professor"
    ARTIST = "artist"
    RELIGIOUS_ACTIVITIES = "religious_activities"
    JOURNALIST = "journalist"
    HIGHLY_SKILLED_PROFESSIONAL = "highly_skilled_professional"
    BUSINESS_MANAGER = "business_manager"
    LEGAL_ACCOUNTING = "legal_accounting"
    MEDICAL = "medical"
    RESEARCHER = "researcher"
    INSTRUCTOR = "instructor"
    ENGINEER_HUMANITIES_INTERNATIONAL = "engineer_humanities_international"
    INTRA_COMPANY_TRANSFEREE = "intra_company_transferee"
    NURSING_CARE = "nursing_care"
    ENTERTAINER = "entertainer"
    SKILLED_LABOUR = "skilled_labour"
    SPECIFIED_SKILLED_1 = "specified_skilled_1"
    SPECIFIED_SKILLED_2 = "specified_skilled_2"
    TECHNICAL_INTERN_1 = "technical_intern_1"
    TECHNICAL_INTERN_2 = "technical_intern_2"
    TECHNICAL_INTERN_3 = "technical_intern_3"
    SKILL_DEVELOPMENT = "skill_development"
    CULTURAL_ACTIVITIES = "cultural_activities"
    TEMPORARY_VISITOR = "temporary_visitor"
    STUDENT = "student"
    TRAINEE = "trainee"
    DEPENDENT = "dependent"
    DESIGNATED_ACTIVITIES = "designated_activities"
    PERMANENT = "permanent"
    SPOUSE_OF_JAPANESE = "spouse_of_japanese"
    SPOUSE_OF_PERMANENT = "spouse_of_permanent"
    LONG_TERM = "long_term"
    SPECIAL_PERMANENT = "special_permanent"


class HeadcountBand(StrEnum):
    """About how many people. Nobody records an exact number: of a few, one could be told from another."""

    NONE = "none"
    UNDER_10 = "under_10"
    FROM_10 = "from_10"
    FROM_30 = "from_30"
    FROM_100 = "from_100"
    FROM_300 = "from_300"


class Site(SQLModel, table=True):
    """A workplace of a member. Who hides it shows it to the secretariat alone. Closed, never deleted."""

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    name: dict[str, Any] = Field(sa_type=JSONB)
    prefecture: str = Field(foreign_key="prefecture.code", max_length=5, index=True)
    municipality_code: str | None = Field(default=None, foreign_key="municipality.code", max_length=6)
    sector: Sector = Field(sa_type=closed_list(Sector))
    dormitory: bool = False
    languages: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))  # pyright: ignore[reportArgumentType]  as ever
    hidden: bool = False
    opened_on: date
    closed_on: date | None = None


class SiteHeadcount(SQLModel, table=True):
    """About how many people with one status of residence worked at a site on a day. The newest of a status counts."""

    __tablename__ = "site_headcount"  # pyright: ignore[reportAssignmentType]  a name is enough
    __table_args__ = (UniqueConstraint("site_id", "residence_status", "counted_on"),)
    id: UUID = Field(default_factory=uuid7, primary_key=True)
    site_id: UUID = Field(foreign_key="site.id")
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    residence_status: ResidenceStatus = Field(sa_type=closed_list(ResidenceStatus))
    band: HeadcountBand = Field(sa_type=closed_list(HeadcountBand))
    counted_on: date = Field(default_factory=today)
