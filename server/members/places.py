"""Where something is: codes of local governments, checked against those of today."""

from server.kernel.errors import Invalid, message
from server.kernel.session import ViewerSession
from server.members import rules
from server.members.models import Municipality, Prefecture


async def place_of(session: ViewerSession, entered: str) -> tuple[str, str | None]:
    """The prefecture and the municipality in a local government code; a prefecture's own code names no municipality."""
    code = rules.municipality_code(entered)
    prefecture, municipality = rules.prefecture_of(code), None if rules.is_prefectural(code) else code
    await check(session, prefecture, municipality)
    return prefecture, municipality


async def check(session: ViewerSession, prefecture: str | None, code: str | None) -> None:
    """Refuse what is no prefecture, or no municipality of today."""
    town = await session.rows.get(Municipality, code) if code else None
    region = await session.rows.get(Prefecture, prefecture) if prefecture else None
    if (code and (town is None or town.closed_on)) or (prefecture and region is None):
        raise Invalid("municipality_code", message("No municipality of today has this code."))
