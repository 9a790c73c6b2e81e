"""Signing the code: which versions were signed by whom, and the newest."""

from typing import Any

from starlette.responses import Response

from frontend_stub.visit import Visit


async def show(visit: Visit) -> Response:
    """Each organisation of this person, with its pledges and what is to be signed."""
    return await shown(visit, {}, {})


async def shown(visit: Visit, entered: dict[str, str], problems: dict[str, str]) -> Response:
    """The page, with what was refused and what had been typed."""
    answer = await visit.ask("PledgeForm")
    seats: list[Any] = [seat for seat in answer["viewer"]["seats"] if seat["organisation"]]
    for seat in seats:
        seat["signed"] = sorted(one["codeOfConduct"]["version"] for one in seat["organisation"]["pledges"])
    return visit.page(
        "member/pledge/page.html",
        422 if problems else 200,
        problems=problems,
        entered=entered,
        seats=seats,
        code=answer["codeOfConduct"],
        saved="saved" in visit.request.query_params,
    )


async def sign(visit: Visit) -> Response:
    """Sign the newest version for an organisation."""
    form = await visit.form()
    entered = {name: form.one(name) for name in ("signer_name", "signer_role")}
    problems = await visit.problems(
        "SignPledge",
        {"signerName": "signer_name", "signerRole": "signer_role"},
        organisationId=form.one("organisation"),
        signerName=entered["signer_name"],
        signerRole=entered["signer_role"],
        idempotencyKey=form.one("key"),
    )
    return await shown(visit, entered, problems) if problems else visit.go("/m/pledge?saved=1")
