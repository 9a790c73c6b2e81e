"""How many guesses at passwords the platform bears. Accounts are counted whether or not they exist."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import case
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, update

from server.identity import rules
from server.identity.models import SignInThrottle
from server.kernel.errors import LimitReached, message
from server.kernel.session import ViewerSession
from server.kernel.table import now

WAIT = message("Too many attempts. Please try again in %(seconds)s seconds.")


async def count(session: ViewerSession, email: str) -> None:
    """Count an attempt for the account and in total, before it is tried: guesses made at once are all counted.

    Committed by the caller before it verifies. LimitReached, with ``seconds`` to wait, leaves the counts as they were.
    """
    for bucket, most, window in _buckets(session, email):
        moment = now()
        over = col(SignInThrottle.reset_at) <= moment
        made = insert(SignInThrottle).values(bucket=bucket, failures=1, reset_at=moment + window)
        counted = await session.rows.execute(
            made.on_conflict_do_update(
                index_elements=["bucket"],
                set_={
                    "failures": case((over, 1), else_=col(SignInThrottle.failures) + 1),
                    "reset_at": case((over, moment + window), else_=col(SignInThrottle.reset_at)),
                },
            ).returning(col(SignInThrottle.failures), col(SignInThrottle.reset_at))
        )
        failures, reset_at = counted.one()
        if failures > most:
            seconds = max(1, round((reset_at - moment).total_seconds()))
            raise LimitReached("", WAIT, seconds=seconds)


async def uncount(session: ViewerSession, email: str) -> None:
    """Give an attempt back that was no failure."""
    for bucket, _most, _window in _buckets(session, email):
        await session.rows.execute(
            update(SignInThrottle)
            .where(col(SignInThrottle.bucket) == bucket, col(SignInThrottle.failures) > 0)
            .values(failures=col(SignInThrottle.failures) - 1)
            .execution_options(synchronize_session=False)
        )


async def forgive(session: ViewerSession, email: str) -> None:
    """After the right password: forget the account's failures, and give this attempt back to the total."""
    await uncount(session, email)
    own, *_total = _buckets(session, email)
    await session.rows.execute(delete(SignInThrottle).where(col(SignInThrottle.bucket) == own[0]))


def _buckets(session: ViewerSession, email: str) -> Iterator[tuple[bytes, int, timedelta]]:
    """The account's bucket, then the one that all share; always in this order, so that no two block each other."""
    pepper = session.secrets.pepper
    name = email.encode("utf-8", "surrogatepass")
    yield pepper.derive("throttle/account/v1", name), rules.ACCOUNT_FAILURES, rules.ACCOUNT_WINDOW
    yield pepper.derive("throttle/total/v1"), rules.TOTAL_FAILURES, rules.TOTAL_WINDOW
