"""How suppliers are asked and how they come, told once for several tests."""

from typing import Any

from tests.makers import gid

STANDS = [
    {"article": 1, "stand": "YES"},
    {"article": 2, "stand": "YES"},
    {"article": 3, "stand": "PLANNED", "plan": "Interpreters from April."},
    {"article": 4, "stand": "NOT_YET"},
    {"article": 5, "stand": "YES"},
]
COMMITMENT = {"company": "Hoshi Parts", "contactName": "Mori", "contactEmail": "mori@hoshi.example", "answers": STANDS}
REQUESTS = """{ supplierRequests { id state organisation { name(in: "en") { value } } inviterName
    answers { articleNumber stand plan } assessments { version } } }"""
SUPPLIERS = """query($id: ID!) { supplyChain(organisationId: $id) {
    asked opened committed declined expired
    secondTierAsked secondTierCommitted thirdTierAsked thirdTierCommitted
    suppliers(first: 10) { nodes { id name state contact { company name email }
        answers { articleNumber stand plan } assessments { version answers { question { code } reply note } } } } } }"""


async def ask_suppliers(do: Any, who: Any, of: str | None, *names: str, **more: Any) -> list[str]:
    """The secrets of the links to suppliers of these names; empty where a letter brings it."""
    suppliers = [{"name": name, "language": "vi", **more} for name in names]
    input = {"organisationId": gid("Organisation", of)} if of else {}
    made = await do("inviteSuppliers", who, "links", input, suppliers=suppliers)
    assert made["errors"] == [], made
    assert all("/supplier/" in link for link in made["links"] if link)
    return [(link or "").rpartition("/")[2] for link in made["links"]]


async def come(do: Any, secret: str, session: str | None = None) -> tuple[str, str | None]:
    """Come by a link: the session's token, and the key to come back by."""
    came = await do("openSupplierInvitation", session, "token returnLink", token=secret)
    assert came["errors"] == [], came
    return came["token"], came["returnLink"] and came["returnLink"].rpartition("/")[2]


async def committed(do: Any, secret: str, session: str | None = None) -> str:
    """Come by a link, and commit: the session's token."""
    token, _ = await come(do, secret, session)
    assert (await do("commitAsSupplier", token, "supplier { name }", COMMITMENT))["errors"] == []
    return token


async def suppliers_of(ask: Any, who: Any, name: str) -> dict[str, Any]:
    """What a member is shown of its suppliers."""
    return (await ask(SUPPLIERS, who, id=gid("Organisation", name)))["supplyChain"]


async def replies(ask: Any, reply: str = "YES") -> list[dict[str, Any]]:
    """An answer to every question."""
    asked = (await ask("{ questionnaire { code } }"))["questionnaire"]
    return [{"question": one["code"], "reply": reply, "note": f"see {one['code']}"} for one in asked]
