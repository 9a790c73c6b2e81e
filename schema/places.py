"""Places: the prefectures and municipalities of Japan."""

from datetime import date
from typing import Any

import strawberry
from sqlalchemy import or_

from schema.connections import Connection
from schema.expressions import pattern
from schema.planner.mapping import Order, column, connection, filtering, listing, localized, planned
from schema.scalars import MunicipalityCode, PrefectureCode
from schema.texts import LocalizedText
from server.members import models


def place_like(t: Any, wanted: Any) -> Any:
    """The name or its reading contains it."""
    return or_(t.name.like(wanted), t.kana.like(wanted))


@planned(models.Prefecture)
class Prefecture:
    """One of the 47 prefectures of Japan."""

    code: PrefectureCode = column("Its ISO 3166-2 code.")
    name: LocalizedText = localized("Its name.")


@planned(models.Municipality)
class Municipality:
    """A local government of Japan: a city, ward, town or village."""

    code: MunicipalityCode = column("Its six-digit code.")
    name: str = column("Its name, in Japanese.")
    kana: str = column("How the name is read, in hiragana.")
    prefecture: PrefectureCode = column("The prefecture it lies in.")
    closed_on: date | None = column("Since when the code is no longer in use; null while it is.")


@strawberry.input(description="Which municipalities; every condition that is given must hold.")
class MunicipalityFilter:
    prefecture: PrefectureCode | None = filtering("In this prefecture.", lambda t, value: t.prefecture == value)
    search: str | None = filtering("Whose name or reading contains this.", place_like, pattern)
    in_use: bool | None = filtering(
        "Whose code is in use (or closed).", lambda t, value: t.closed_on.is_(None) == value
    )


@strawberry.type
class PlaceQueries:
    """What places add to the root."""

    prefectures: list[Prefecture] = listing(
        "The 47 prefectures, from north to south.", order=Order(("code",)), usually=47
    )
    municipalities: Connection[Municipality] = connection(
        "The municipalities of Japan, by code.", order=Order(("code",)), filter=MunicipalityFilter
    )
