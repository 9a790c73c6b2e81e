"""The people of an organisation: their seats, the invitations, and what everybody with a seat must have."""

from typing import Any

from starlette.responses import Response

from frontend_stub import labels
from frontend_stub.forms import Form, refusals
from frontend_stub.languages import text
from frontend_stub.visit import View, Visit

LEAVE = text("You leave")
ENTRIES = {
    "email": "email",
    "role": "role",
    "endsOn": "ends_on",
    "reason": "reason",
    "stayAs": "stay_as",
    "to.seat.endsOn": "ends_on",
}


async def show(visit: Visit) -> Response:
    """Every organisation in which this person has a seat."""
    return await shown(visit, {}, {})


async def shown(visit: Visit, problems: dict[str, str], typed: dict[str, str]) -> Response:
    """The page, with what was refused and what had been typed."""
    viewer = (await visit.ask("People"))["viewer"]
    stay_as = {role: visit.say_plainly(labels.SEAT_ROLES[role]) for role in ("EDITOR", "READER")}
    return visit.page(
        "member/people/page.html",
        422 if problems else 200,
        problems=problems,
        typed=typed,
        opened={field.partition("-")[2] for field in typed},
        seats=[seat for seat in viewer["seats"] if seat["organisation"]],
        stay_as={**stay_as, "": visit.say_plainly(LEAVE)},
        saved="saved" in visit.request.query_params,
    )


async def refused(visit: Visit, form: Form, errors: list[dict[str, Any]]) -> Response:
    """The page with the refusal at its field."""
    fields = {path: f"{name}-{form.one('id')}" for path, name in ENTRIES.items()}
    typed = {f"{name}-{form.one('id')}": form.one(name) for name in ENTRIES.values() if name in form.entries}
    return await shown(visit, refusals(errors, fields), typed)


def doing(operation: str, *names: str) -> View:
    """A view that has a verb done with these fields of the form, and comes back. What was left empty is null."""

    async def done(visit: Visit) -> Response:
        form = await visit.form()
        given = {name: form.one(ENTRIES[name]) or None for name in names}
        common = {"id": form.one("id"), "idempotencyKey": form.one("key")}
        (answer,) = (await visit.ask(operation, input=common | given)).values()
        if answer["errors"]:
            return await refused(visit, form, answer["errors"])
        link = answer.get("invitationLink")
        return made_link(visit, link, "/m/people") if link else visit.go("/m/people?saved=1")

    return done


def made_link(visit: Visit, link: str, back: str, *, invited: bool = True) -> Response:
    """A one-time link, shown once."""
    return visit.page("member/people/link.html", link=link, back=back, invited=invited)


async def invite(visit: Visit) -> Response:
    """Invite somebody to a seat. The link is shown once."""
    form = await visit.form()
    seat = {
        "organisationId": form.one("id"),
        "role": form.one("role") or "READER",
        "endsOn": form.one("ends_on") or None,
    }
    given = {"email": form.one("email"), "to": {"seat": seat}, "idempotencyKey": form.one("key")}
    answer = (await visit.ask("InviteColleague", input=given))["invitePerson"]
    if answer["errors"]:
        return await refused(visit, form, answer["errors"])
    return made_link(visit, answer["invitationLink"], "/m/people")


async def require_second_factor(visit: Visit) -> Response:
    """Ask everybody with a seat for a second step, or no longer."""
    form = await visit.form()
    given = {"organisationId": form.one("id"), "required": bool(form.one("required"))}
    errors = (await visit.ask("RequireSecondFactor", input=given))["requireSecondFactor"]["errors"]
    return await refused(visit, form, errors) if errors else visit.go("/m/people?saved=1")


change = doing("ChangeSeat", "role", "endsOn")
revoke = doing("RevokeSeat", "reason")
hand_over = doing("HandOver", "stayAs")
resend = doing("ResendInvitation")
withdraw = doing("WithdrawInvitation")
