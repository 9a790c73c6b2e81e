"""One request, one connection, one transaction, one viewer."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID, uuid4

import asyncpg
from sqlalchemy import exc
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from server.kernel import sealing
from server.kernel.changes import Change, Changes
from server.kernel.errors import NotFound, NotPermitted, Unauthenticated, message
from server.kernel.models import AuditEntry
from server.kernel.pools import Connection, Pools
from server.kernel.rows import write
from server.kernel.table import now, today, uuid7
from server.kernel.viewer import Audience, Role, SeatRole, Viewer

Row = TypeVar("Row", bound=SQLModel)

CONFIRMED_FOR = timedelta(minutes=10)
"""How long it counts that somebody has shown who they are."""

CONFIRM = message("Show first that it is you: give your password again. Then this can be done.")

WHO = """
select me.person_id, me.grievance_id, me.box, me.confirmed_at, me.organisation_id,
    array(select organisation_id from seat where person_id = me.person_id and organisation_id = any(mine.organisations)
        and revoked_on is null order by id) seats,
    array(select role from seat where person_id = me.person_id and organisation_id = any(mine.organisations)
        and revoked_on is null order by id) seat_roles,
    array(select role from appointment where person_id = me.person_id and revoked_on is null
        and me.organisation_id is null) roles
from viewer_session() me, lateral (select viewer_organisations()) mine(organisations)"""
WHO_BY_RECEIPT = "select me.person_id, me.grievance_id, me.box from viewer_session() me"


@dataclass
class ViewerSession:
    """What a verb works with: the viewer, and the rows this viewer's login and policies let through.

    A verb finds, permits, changes and records. It never commits: that is the edge's.
    """

    viewer: Viewer
    connection: Connection
    secrets: "Secrets"
    changes: list[Change] = field(default_factory=list)
    """What is told once this is committed."""
    _added: list[SQLModel] = field(default_factory=list)

    @cached_property
    def rows(self) -> AsyncSession:
        """The ORM on this connection, made at first need: whoever only adds rows has none."""
        rows = AsyncSession(self.connection.engine, expire_on_commit=False)
        rows.add_all(self._added)
        return rows

    async def find(self, table: type[Row], key: Any, path: str = "id", *, lock: bool = False) -> Row:
        """The row with this key, or NotFound where it is absent or invisible. ``lock`` makes others who decide wait.

        An audience that has nothing to do with the whole table is refused alike, whether or not the row exists:
        NotFound where it may not read the table, NotPermitted where it may not change it.
        """
        try:
            found = await self.rows.get(table, key, with_for_update=lock or None, populate_existing=lock)
        except exc.DBAPIError as refused:
            if getattr(refused.orig, "sqlstate", None) != asyncpg.InsufficientPrivilegeError.sqlstate:
                raise
            raise (NotPermitted() if lock else NotFound(path)) from None
        if found is None:
            raise NotFound(path)
        return found

    def permit(self, *roles: Role | SeatRole, of: UUID | None = None) -> None:
        """Pass if the viewer is appointed to one of these roles, or holds one of these seats in organisation ``of``."""
        if self.viewer.roles.isdisjoint(roles) and (of is None or self.viewer.seats.get(of) not in roles):
            raise NotPermitted

    def require_recent(self) -> None:
        """Pass if the viewer has shown within ten minutes who they are, by signing in or by ``reauthenticate``.

        NotPermitted with the code CONFIRMATION_NEEDED. Called after ``permit``, so that only who may do it is asked.
        Source: OWASP ASVS 5.0, 7.5.3 (re-authentication before what is highly sensitive).
        """
        confirmed = self.viewer.confirmed_at
        if confirmed is None or confirmed <= now() - CONFIRMED_FOR:
            raise NotPermitted(text=CONFIRM, code="CONFIRMATION_NEEDED")

    def add(self, row: SQLModel) -> None:
        """Take a new row into the transaction."""
        if "rows" in vars(self):
            self.rows.add(row)
        else:
            self._added.append(row)

    async def flush(self) -> None:
        """Send the changes made so far, so that later statements and constraints see them."""
        await self.rows.flush()

    async def finish(self) -> None:
        """Send what was not sent yet. Where it is new rows alone, as a rule, they need no unit of work."""
        rows = self.rows if "rows" in vars(self) else None
        if rows and (rows.dirty or rows.deleted):
            await rows.flush()
        else:
            await write(self.connection.driver, list(rows.new) if rows else self._added)

    async def close(self) -> None:
        """Let go of the rows."""
        if "rows" in vars(self):
            await self.rows.close()

    def record(
        self, verb: str, subject: SQLModel, *, organisation_id: UUID | None = None, grievance_id: UUID | None = None
    ) -> None:
        """Write the audit entry of what was done. About a grievance: a random key, and a day instead of a time.

        What concerns an organisation or a grievance is told to who waits for it, once it is committed.
        """
        confidential = grievance_id is not None
        self.add(
            AuditEntry(
                id=uuid4() if confidential else uuid7(),
                verb=verb,
                actor_id=self.viewer.person_id,
                audience=self.viewer.audience,
                subject=str(subject.__tablename__),
                subject_id=subject.id,  # pyright: ignore[reportAttributeAccessIssue]  every recorded table has an id
                organisation_id=organisation_id,
                grievance_id=grievance_id,
                happened_on=today(),
                happened_at=None if confidential else now(),
            )
        )
        if organisation_id or grievance_id:
            key: UUID = subject.id  # pyright: ignore[reportAttributeAccessIssue]  as above
            self.changes.append(Change(str(subject.__tablename__), key, organisation_id, grievance_id))


@dataclass(frozen=True)
class Secrets:
    """What lives outside the database: the pepper; and the salt that the database adds to receipts."""

    pepper: sealing.Pepper
    system_salt: bytes


@dataclass(frozen=True)
class SignInRules:
    """What an installation asks of who signs in. ``public_url`` is where the pages are: passkeys belong to its host."""

    second_factor: bool = True
    public_url: str = "http://127.0.0.1:8000"
    private_issuers: frozenset[str] = frozenset()
    """Origins of identity providers that may be in a private network, or without https."""


class Door:
    """Opens sessions for requests, and ends their transactions. Only the edge holds it.

    ``token`` is the caller's session token, already parsed and not past its own expiry, or none for a visitor.
    """

    def __init__(self, pools: Pools, secrets: Secrets) -> None:
        self.pools = pools
        self.secrets = secrets
        self.changes = Changes(secrets.pepper)
        self.rules = SignInRules()
        self.entered: Callable[[sealing.Token], None] = lambda token: None
        """Told of each token behind which a live session was found."""

    @asynccontextmanager
    async def writing(
        self, token: sealing.Token | None, language: str, known: Viewer | None = None
    ) -> AsyncGenerator[ViewerSession]:
        """A viewer's transaction for a verb: committed when the block ends well, undone when it raises.

        ``known`` is who it is, where the caller has just begun the session itself.
        """
        changes: list[Change] = []
        async with self._transaction(audience_of(token), token, "begin", changes) as connection:
            viewer = known or await who(connection.driver, token, language, self.secrets)
            async with self._session(connection, viewer, changes) as session:
                yield session
        self.changes.tell(changes)

    @asynccontextmanager
    async def authenticating(self, language: str) -> AsyncGenerator[ViewerSession]:
        """The authenticator's transaction: it alone reads passwords and writes sessions."""
        changes: list[Change] = []
        transaction = self._transaction("authenticator", None, "begin", changes)
        async with transaction as connection, self._session(connection, Viewer(language=language), changes) as session:
            yield session
        self.changes.tell(changes)

    @asynccontextmanager
    async def stewarding(self) -> AsyncGenerator[AsyncSession]:
        """The steward's transaction, for jobs: it has more time than a request, and may change anything."""
        begin = "begin; set local statement_timeout = '60s'; set local idle_in_transaction_session_timeout = '60s'"
        changes = [Change("job_run", uuid7())]
        transaction = self._transaction("steward", None, begin, changes)
        async with transaction as connection, AsyncSession(connection.engine, expire_on_commit=False) as rows:
            yield rows
            await rows.flush()
        self.changes.tell(changes)

    def reading(
        self, token: sealing.Token | None, *, logged: bool = False
    ) -> AbstractAsyncContextManager[asyncpg.Connection]:
        """A connection for planned statements. A visitor needs no transaction; a logged read may write its log row."""
        if token is None:
            return self.pools.driver(Audience.VISITOR)
        return self._reading(token, "begin" if logged else "begin read only")

    @asynccontextmanager
    async def _reading(self, token: sealing.Token, begin: str) -> AsyncGenerator[asyncpg.Connection]:
        async with self._transaction(audience_of(token), token, begin) as connection:
            yield connection.driver

    @asynccontextmanager
    async def _transaction(
        self, login: str, token: sealing.Token | None, begin: str, changes: Sequence[Change] = ()
    ) -> AsyncGenerator[Connection]:
        async with self.pools.connection(login) as connection:
            # One trip: the token is hexadecimal by construction, so it can stand in the statement.
            enter = f"; select viewer_enter('{token.database_token}')" if token else ""
            try:
                await connection.driver.execute(begin + enter)
            except asyncpg.InvalidAuthorizationSpecificationError:
                raise Unauthenticated from None
            if token:
                self.entered(token)
            yield connection
            # Where a statement has failed and nobody said so, PostgreSQL answers a commit with a rollback.
            if await connection.driver.execute(self.changes.statements(changes) + "commit") != "COMMIT":
                raise RuntimeError("nothing was committed")

    @asynccontextmanager
    async def _session(
        self, connection: Connection, viewer: Viewer, changes: list[Change]
    ) -> AsyncGenerator[ViewerSession]:
        session = ViewerSession(viewer, connection, self.secrets, changes)
        try:
            yield session
            await session.finish()
        finally:
            await session.close()


def audience_of(token: sealing.Token | None) -> Audience:
    """The login that serves a token. The letter in the token only chooses a pool: the database checks the rest."""
    return Audience(token.audience) if token else Audience.VISITOR


async def who(driver: asyncpg.Connection, token: sealing.Token | None, language: str, secrets: Secrets) -> Viewer:
    """The viewer of a transaction that a live session has entered."""
    if token is None:
        return Viewer(language=language)
    audience = audience_of(token)
    found: Any = await driver.fetchrow(WHO_BY_RECEIPT if audience is Audience.WORKER else WHO)
    viewer = Viewer(
        audience=audience,
        language=language,
        database_token=token.database_token,
        person_id=found["person_id"],
        grievance_id=found["grievance_id"],
        box=found["box"],
        box_key=token.secret,
        pepper=secrets.pepper,
    )
    if audience is Audience.WORKER:
        return viewer
    seats = dict(zip(found["seats"], map(SeatRole, found["seat_roles"]), strict=True))
    roles = frozenset(map(Role, found["roles"]))
    return replace(
        viewer, seats=seats, roles=roles, confirmed_at=found["confirmed_at"], vouched_for_by=found["organisation_id"]
    )
