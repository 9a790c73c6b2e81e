"""A member's ties to other organisations: declared, answered, ended."""

from typing import Any

from starlette.responses import Response

from frontend_stub import labels, tie_labels
from frontend_stub.forms import Form, refusals
from frontend_stub.visit import Visit

BACK = "BACK_"
"""Begins a kind of tie that is seen from its far end: a subsidiary is the near end of a tie to its parent."""

ENTRIES = ("organisation", "other", "kind", "valid_from", "party_name", "party_kind", "country", "corporate_number")


async def show(visit: Visit) -> Response:
    """All ties, and the forms; with ``?search=`` the members found by that name can be chosen."""
    return await shown(visit, Form(), {})


async def shown(visit: Visit, form: Form, problems: dict[str, str], typed: dict[str, str] | None = None) -> Response:
    """The page with what was refused and what had been typed."""
    search = visit.request.query_params.get("search", "").strip()[:200] or form.one("search")
    answer = await visit.ask("OwnTies", search=search, searching=bool(search))
    seats = [seat for seat in answer["viewer"]["seats"] if seat["organisation"]]
    owned = [seat["organisation"] for seat in seats if seat["role"] == "OWNER"]
    found = [*answer.get("organisations", {}).get("nodes", ()), *(one for own in owned for one in own["parties"])]
    kinds = {kind: visit.say_plainly(words) for kind, words in tie_labels.TIE_KINDS.items() if kind != "SUCCESSOR"}
    back = {
        BACK + kind: visit.say_plainly(words)
        for kind, words in tie_labels.TIE_KINDS_BACK.items()
        if kind not in ("SUCCESSOR", "OTHER")
    }
    return visit.page(
        "member/ties/page.html",
        422 if problems else 200,
        problems=problems,
        seats=seats,
        organisations={own["id"]: own["name"]["value"] for own in owned},
        others={one["id"]: one["name"]["value"] for one in found},
        kinds={**kinds, **back},
        entered={**{name: form.one(name) for name in ENTRIES}, **(typed or {})},
        search=search,
        saved="saved" in visit.request.query_params,
    )


async def declare(visit: Visit) -> Response:
    """Declare a tie, at the end that the kind says."""
    form = await visit.form()
    kind = form.one("kind").removeprefix(BACK)
    wanted = {"other": form.one("other"), "kind": kind in tie_labels.TIE_KINDS, "valid_from": form.one("valid_from")}
    if not all(wanted.values()):
        words = str(visit.say("Please fill this in."))
        return await shown(visit, form, {name: words for name, there in wanted.items() if not there})
    ends = [form.one("organisation"), form.one("other")]
    near, far = reversed(ends) if form.one("kind").startswith(BACK) else ends
    given = {"fromId": near, "toId": far, "kind": kind, "validFrom": form.one("valid_from")}
    fields = {"fromId": "other", "toId": "other", "validFrom": "valid_from"}
    return await do(visit, form, "DeclareTie", given, fields)


async def name_party(visit: Visit) -> Response:
    """Name an organisation that is no member, so that it can be chosen."""
    form = await visit.form()
    given = {
        "organisationId": form.one("organisation"),
        "kind": form.one("party_kind") if form.one("party_kind") in labels.KINDS else "COMPANY",
        "name": [{"language": visit.language.tag, "text": form.one("party_name")}],
        "country": form.one("country") or "JP",
        "corporateNumber": form.one("corporate_number") or None,
    }
    fields = {"name": "party_name", "country": "country", "corporateNumber": "corporate_number"}
    return await do(visit, form, "NameParty", given, fields)


async def confirm(visit: Visit) -> Response:
    """Say that a tie is right."""
    form = await visit.form()
    return await do(visit, form, "ConfirmTie", {"id": form.one("id")}, {})


async def dispute(visit: Visit) -> Response:
    """Say that a tie is wrong, and why."""
    form = await visit.form()
    field = f"reason-{form.one('id')}"
    given = {"id": form.one("id"), "reason": form.one("reason")}
    return await do(visit, form, "DisputeTie", given, {"reason": field}, {field: form.one("reason")})


async def end(visit: Visit) -> Response:
    """Say on which day a tie held last."""
    form = await visit.form()
    field = f"valid_to-{form.one('id')}"
    if not form.one("valid_to"):
        return await shown(visit, form, {field: str(visit.say("Please fill this in."))})
    given = {"id": form.one("id"), "validTo": form.one("valid_to")}
    return await do(visit, form, "EndTie", given, {"validTo": field}, {field: form.one("valid_to")})


async def do(
    visit: Visit,
    form: Form,
    operation: str,
    given: dict[str, Any],
    fields: dict[str, str],
    typed: dict[str, str] | None = None,
) -> Response:
    """Do it and come back; a refusal stands at its field, with what was typed."""
    (answer,) = (await visit.ask(operation, input={**given, "idempotencyKey": form.one("key")})).values()
    if answer["errors"]:
        return await shown(visit, form, refusals(answer["errors"], fields), typed)
    return visit.go("/m/ties?saved=1")
