"""How a supplier comes in: by the link of an invitation, once, and afterwards by a key that is its own.

Who asked knows the link it sent. Were the link also the way back, a buyer could come in by it later and read who else
has asked. So the link opens once; it gives the supplier a key that nobody else was told.
"""

import secrets
from uuid import UUID

from sqlalchemy import func
from sqlmodel import select

from server.identity.models import Session
from server.kernel.errors import Conflict, NotFound, message
from server.kernel.sealing import Token, new_token
from server.kernel.session import Door, ViewerSession
from server.kernel.table import TOKYO, now, today
from server.kernel.viewer import Audience
from server.supply_chain.models import Supplier, SupplierInvitation, SupplierInvitationState, SupplierLink
from server.supply_chain.rules import SESSION, secret_hash

GONE = message("This link does not exist, or it was already used.")


async def open_supplier_invitation(
    door: Door, language: str, caller: Token | None, token: str
) -> tuple[Token, str | None, SupplierInvitation]:
    """Come by an invitation, once. A newcomer gets a session and its own key; a supplier in its session just adds this
    invitation to those it answers. Refuses unknown and used links alike; an expired or revoked one in words.
    """
    mine = await supplier_of(door, language, caller)
    async with door.authenticating(language) as session:
        wanted = select(SupplierInvitation).where(SupplierInvitation.token_hash == secret_hash(token))
        invitation = await session.rows.scalar(wanted.with_for_update())
        if invitation is None or invitation.opened_on:
            raise NotFound("token", GONE)
        if invitation.state is SupplierInvitationState.REVOKED:
            raise Conflict("token", message("Who asked you has taken the invitation back."))
        if invitation.expires_on < today():
            raise Conflict("token", message("This invitation has expired. Ask who invited you for a new one."))
        if mine and invitation.inviting_supplier_id == mine:
            raise Conflict("token", message("This is an invitation of your own."))

        key = None
        if mine is None or caller is None:
            key = secrets.token_urlsafe(32)
            newcomer = Supplier(key_hash=secret_hash(key), language=invitation.language)
            session.add(newcomer)
            await session.flush()
            mine, caller = newcomer.id, await begin(session, newcomer.id)
        invitation.state, invitation.opened_on = SupplierInvitationState.OPENED, today()
        session.add(SupplierLink(supplier_invitation_id=invitation.id, supplier_id=mine))

        session.record("open_supplier_invitation", invitation, organisation_id=invitation.organisation_id)
    return caller, key, invitation


async def open_supplier_account(door: Door, language: str, key: str) -> tuple[Token, Supplier]:
    """Come back by one's own key: a session of eight hours."""
    async with door.authenticating(language) as session:
        supplier = await session.rows.scalar(select(Supplier).where(Supplier.key_hash == secret_hash(key)))
        if supplier is None:
            raise NotFound("key", message("This address is not complete. Please open the one that you kept."))
        held = await begin(session, supplier.id)

        session.record("open_supplier_account", supplier)
    return held, supplier


async def begin(session: ViewerSession, supplier_id: UUID) -> Token:
    """A supplier's new session."""
    ends = now() + SESSION
    token = new_token("member", int(ends.timestamp()))
    session.add(
        Session(
            id=token.id,
            token_hash=token.lookup,
            audience=Audience.MEMBER,
            supplier_id=supplier_id,
            expires_on=ends.astimezone(TOKYO).date(),
            seen_at=now(),
        )
    )
    await session.flush()
    return token


async def supplier_of(door: Door, language: str, caller: Token | None) -> UUID | None:
    """The supplier whose session the caller has; none for everybody else."""
    if caller is None or caller.api or caller.audience != "member":
        return None
    async with door.writing(caller, language) as session:
        return await session.rows.scalar(select(func.viewer_supplier()))
