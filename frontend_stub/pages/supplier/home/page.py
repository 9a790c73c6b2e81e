"""A supplier's own page: who asks, its answer to the five promises, what it shares, and whom it asks itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from frontend_stub import labels
from frontend_stub.client import SessionOver
from frontend_stub.forms import Form, refusals
from frontend_stub.languages import LANGUAGES
from frontend_stub.lists import suppliers_in
from frontend_stub.visit import Visit

ARTICLES = range(1, 6)
CONTACT = ("company", "contact_name", "contact_email")


async def show(visit: Visit) -> Response:
    """Everything as it is."""
    return await shown(visit, Form(), {})


async def shown(
    visit: Visit, form: Form, problems: Mapping[str, str], links: Sequence[tuple[str | None, str | None]] = ()
) -> Response:
    """The page, with what was entered and refused, and links that are shown once."""
    found = await visit.ask("SupplierHome")
    if not found["supplier"]:
        raise SessionOver
    requests = found["supplierRequests"]
    return visit.page(
        "supplier/home/page.html",
        422 if problems else 200,
        problems=problems,
        supplier=found["supplier"],
        requests=requests,
        articles=found["codeOfConduct"]["articles"],
        entered=entered(form, requests),
        links=links,
        saved="saved" in visit.request.query_params,
        offered_languages={tag: language.own_name for tag, language in LANGUAGES.items()},
    )


def entered(form: Form, requests: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What was entered, else what was told before."""
    told = next((one for one in reversed(requests) if one["contact"]), None)
    kept = dict.fromkeys((*CONTACT, "suppliers", "language"), "")
    kept |= {f"{name}{number}": "" for number in ARTICLES for name in ("stand", "plan")}
    if told:
        contact = told["contact"]
        kept |= {"company": contact["company"], "contact_name": contact["name"], "contact_email": contact["email"]}
        for one in told["answers"]:
            kept |= {f"stand{one['articleNumber']}": one["stand"], f"plan{one['articleNumber']}": one["plan"] or ""}
    return {name: form.one(name) if name in form.entries else value for name, value in kept.items()}


async def commit(visit: Visit) -> Response:
    """Send the answer to everybody who asks."""
    form = await visit.form()
    chosen = {number: form.one(f"stand{number}") for number in ARTICLES}
    missing = {f"stand{number}": visit.say("Please choose one.") for number in ARTICLES if not chosen[number]}
    if missing or not set(chosen.values()) <= set(labels.SUPPLIER_STANDS):
        return await shown(visit, form, missing or {"": visit.say("Please choose one.")})
    given: dict[str, Any] = {
        "company": form.one("company"),
        "contactName": form.one("contact_name"),
        "contactEmail": form.one("contact_email"),
        "answers": [
            {"article": number, "stand": chosen[number], "plan": form.one(f"plan{number}") or None}
            for number in ARTICLES
        ],
        "idempotencyKey": form.one("key"),
    }
    fields = {"company": "company", "contactName": "contact_name", "contactEmail": "contact_email"}
    fields |= {f"answers.{number - 1}.plan": f"plan{number}" for number in ARTICLES}
    return await done(visit, form, "CommitAsSupplier", given, fields)


async def decline(visit: Visit) -> Response:
    """Tell one of those who ask that one will not commit."""
    form = await visit.form()
    given = {"id": form.one("id"), "idempotencyKey": form.one("key")}
    return await done(visit, form, "DeclineSupplierInvitation", given, {})


async def share(visit: Visit) -> Response:
    """Give one of those who ask the answers to the questionnaire, or take them back."""
    form = await visit.form()
    given = {"invitationId": form.one("id"), "share": bool(form.one("share")), "idempotencyKey": form.one("key")}
    return await done(visit, form, "ShareAssessment", given, {})


async def done(
    visit: Visit, form: Form, operation: str, given: Mapping[str, Any], fields: Mapping[str, str]
) -> Response:
    """Do it and come back; a refusal stands at its field."""
    (answer,) = (await visit.ask(operation, input=given)).values()
    if answer["errors"]:
        return await shown(visit, form, refusals(answer["errors"], fields))
    return visit.go("/supplier?saved=1")


async def ask_own(visit: Visit) -> Response:
    """Make links for one's own suppliers; they are shown once."""
    form = await visit.form()
    suppliers = suppliers_in(form.one("suppliers"), form.one("language"))
    given = {"suppliers": suppliers, "idempotencyKey": form.one("key")}
    made = (await visit.ask("AskOwnSuppliers", input=given))["inviteSuppliers"]
    if made["errors"]:
        return await shown(visit, form, refusals(made["errors"], {"suppliers": "suppliers"}))
    return await shown(visit, Form(), {}, list(zip([one["name"] for one in suppliers], made["links"], strict=True)))
