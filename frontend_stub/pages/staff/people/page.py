"""The secretariat's own people: who is appointed, who is invited; and members that nobody owns."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from frontend_stub.forms import Form, refusals
from frontend_stub.pages.member.people.page import made_link
from frontend_stub.visit import View, Visit

DO = {"revoke": "RevokeAppointment", "factor": "ResetSecondFactor", "link": "OfferPasswordReset"}
"""What can be done to somebody who is appointed, by the button that was pressed."""


async def show(visit: Visit) -> Response:
    """The lists, for the secretariat."""
    return await shown(visit, {}, {})


async def shown(visit: Visit, problems: dict[str, str], typed: dict[str, str]) -> Response:
    """The page, with what was refused and what had been typed."""
    told = await visit.ask("Appointed")
    roles = set(told["viewer"]["roles"])
    if not roles & {"ADMIN", "MEMBERSHIP_OFFICER"}:
        raise HTTPException(404)
    return visit.page(
        "staff/people/page.html",
        422 if problems else 200,
        problems=problems,
        typed=typed,
        opened={field.partition("-")[2] for field in typed},
        me=told["viewer"]["person"]["id"],
        admin="ADMIN" in roles,
        appointments=told["appointments"],
        invitations=told["appointmentInvitations"],
        ownerless=told["organisationsWithoutOwner"],
        interventions=told["interventions"],
        saved="saved" in visit.request.query_params,
    )


async def settled(visit: Visit, form: Form, answer: dict[str, Any], row: str = "") -> Response:
    """What a verb has led to: the refusal at its field, a link shown once, or back to the lists.

    ``row`` is what the ids of the form's fields end with; the object's id where it is left out.
    """
    if answer["errors"]:
        fields = {name: f"{name}-{row or form.one('id')}" for name in ("id", "email", "role", "reason")}
        typed = {field: form.one(name) for name, field in fields.items() if name in form.entries}
        return await shown(visit, refusals(answer["errors"], fields), typed)
    link = answer.get("invitationLink") or answer.get("link")
    if link:
        return made_link(visit, link, "/s/people", invited="invitationLink" in answer)
    return visit.go("/s/people?saved=1")


async def change(visit: Visit) -> Response:
    """End an appointment, delete a second step, or make a link to a new password: always with the reason."""
    form = await visit.form()
    operation = DO.get(form.one("do"), "")
    if not operation:
        raise HTTPException(400)
    about = {"id": form.one("id")} if form.one("do") == "revoke" else {"personId": form.one("person")}
    (answer,) = (await visit.ask(operation, input=about | {"reason": form.one("reason")})).values()
    return await settled(visit, form, answer)


async def invite(visit: Visit) -> Response:
    """Invite somebody to an appointment. The link is shown once."""
    form = await visit.form()
    given = {"email": form.one("email"), "to": {"role": form.one("role")}, "idempotencyKey": form.one("key")}
    return await settled(visit, form, (await visit.ask("InviteToOffice", input=given))["invitePerson"])


async def appoint_owner(visit: Visit) -> Response:
    """Give a member that nobody owns an owner."""
    form = await visit.form()
    given = {name: form.one(name) for name in ("email", "reason")}
    given |= {"organisationId": form.one("id"), "idempotencyKey": form.one("key")}
    return await settled(visit, form, (await visit.ask("AppointOwner", input=given))["appointOwner"], "owner")


def about_invitation(operation: str) -> View:
    """A view that sends an invitation again, or withdraws it."""

    async def done(visit: Visit) -> Response:
        form = await visit.form()
        given = {"id": form.one("id"), "idempotencyKey": form.one("key")}
        (answer,) = (await visit.ask(operation, input=given)).values()
        return await settled(visit, form, answer)

    return done


resend = about_invitation("ResendToOffice")
withdraw = about_invitation("WithdrawFromOffice")
