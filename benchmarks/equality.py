"""Answers are compared before anything is timed: the same objects in the same order, whoever answers."""

import asyncio
import base64
import json
from collections.abc import Mapping
from typing import Any

from benchmarks.client import Asking, answer
from benchmarks.contenders import OURS, POSTGRAPHILE, Server
from benchmarks.seed import person
from benchmarks.workloads import TURN, Workload, body, distinct, fresh


class Different(SystemExit):
    """Two contenders answer differently: nothing is timed."""


def asking(workload: Workload, server: Server, tokens: Mapping[str, str], cursor: str | None = None) -> Asking:
    """The requests of a workload as this contender takes them."""
    headers = "Accept-Language: ja\r\n" + ("X-Forwarded-For: 203.0.113.7\r\n" if server.name == OURS else "")
    if workload.person:
        who = workload.person
        headers += f"Authorization: Bearer {tokens[who]}\r\n" if server.name == OURS else f"X-Person: {person(who)}\r\n"
    document, variables = workload.document, list(workload.variables)
    if server.name == POSTGRAPHILE:
        document, own = workload.postgraphile
        variables = [dict(own(given)) for given in variables]
        for given in variables:
            if "after" in given:
                given["after"] = cursor
    return Asking(
        [body(document, {**given, "turn": TURN} if not workload.writes else given) for given in variables],
        headers,
        server.path,
        fresh if workload.writes else distinct,
    )


async def postgraphile_cursor(server: Server, document: str, row: int) -> str:
    """PostGraphile's own cursor of a row: it takes no other's."""
    asked = document.replace("$after: Cursor!", "$offset: Int!").replace("after: $after", "offset: $offset")
    told = await answer(server.port, Asking([body(asked, {"first": 1, "offset": row - 1})], "", server.path))
    return json.loads(told)["data"]["caseStudies"]["pageInfo"]["endCursor"]


def check(workload: Workload, servers: Mapping[str, Server], requests: Mapping[str, Asking]) -> None:
    """Fails where a contender's answer to any of the variables is not ours."""

    async def told(name: str) -> list[Any]:
        asked = requests[name]
        found: list[Any] = []
        for one in asked.bodies[:20]:
            raw = await answer(servers[name].port, Asking([one], asked.headers, asked.path, asked.renew))
            found.append(shown(name, workload, json.loads(raw)))
        return found

    async def all_told() -> dict[str, list[Any]]:
        return {name: await told(name) for name in requests}

    answers = asyncio.run(all_told())
    first, wanted = next(iter(answers.items()))
    for name, found in answers.items():
        if found != wanted:
            place = next(n for n, (one, other) in enumerate(zip(found, wanted, strict=True)) if one != other)
            raise Different(
                f"{workload.name}: {name} and {first} answer differently to request {place}:\n"
                f"{json.dumps(found[place], ensure_ascii=False)[:1500]}\n"
                f"{json.dumps(wanted[place], ensure_ascii=False)[:1500]}"
            )


def shown(name: str, workload: Workload, told: dict[str, Any]) -> Any:
    """What an answer shows. A filing's receipt is random; PostGraphile has cursors and names of its own."""
    if told.get("errors"):
        raise Different(f"{workload.name}: {name} answers with errors: {json.dumps(told)[:1000]}")
    data = told["data"]
    if workload.writes:
        receipt = data["fileGrievance"]["receipt"]
        return receipt is not None and len(receipt) == 24
    if name == POSTGRAPHILE:
        data = OWN[workload.name.split()[0]](data)
    return _without_cursors(data)


def _without_cursors(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: "…" if key in ("cursor", "endCursor") else _without_cursors(part) for key, part in value.items()}
    return [_without_cursors(part) for part in value] if isinstance(value, list) else value


def _id(of: str, key: str) -> str:
    return base64.b64encode(f"{of}:{key}".encode()).decode()


def _text(value: str | None) -> Any:
    return None if value is None else {"value": value}


def _study(row: dict[str, Any]) -> dict[str, Any]:
    own = {
        "id": _id("CaseStudy", row["id"]),
        "title": _text(row["title"]),
        "summary": _text(row["summary"]),
        "publishedOn": row["publishedOn"],
        "themes": [theme.upper() for theme in row["themes"]],
    }
    if "organisation" in row:
        place = row["organisation"]
        own["organisation"] = {"name": _text(place["name"]), "prefecture": place["prefecture"]}
    return own


def _feed(data: dict[str, Any]) -> Any:
    (found,) = data.values()
    edges = [
        {"cursor": edge["cursor"], "node": _study(node)}
        for edge, node in zip(found["edges"], found["nodes"], strict=True)
    ]
    return {"caseStudies": {"edges": edges, "pageInfo": found["pageInfo"]}}


def _commitment(row: dict[str, Any]) -> dict[str, Any]:
    own = {**row, "id": _id("Commitment", row["id"])}
    if "articleNumber" in own:
        own["article"] = {"number": own.pop("articleNumber")}
        return own
    article = row["article"]
    return {
        **own,
        "article": {"number": article["number"], "title": _text(article["title"])},
        "progressNote": _text(row["progressNote"]),
    }


def _organisation(row: dict[str, Any]) -> dict[str, Any]:
    own = {**row, "id": _id("Organisation", row["id"]), "name": _text(row["name"])}
    return {**own, "commitments": [_commitment(one) for one in row["commitments"]["nodes"]]}


def _member(data: dict[str, Any]) -> Any:
    row = data["organisation"]
    return {
        "organisation": {
            **_organisation(row),
            "caseStudies": {"nodes": [_study(one) for one in row["caseStudies"]["nodes"]]},
        }
    }


def _overdue(data: dict[str, Any]) -> Any:
    found = data["overdue"]
    return {"organisations": {"nodes": [_organisation(row) for row in found["nodes"]], "pageInfo": found["pageInfo"]}}


def _board(data: dict[str, Any]) -> Any:
    found = data["boards"]
    nodes = [{**row, "id": _id("Grievance", row["id"])} for row in found["nodes"]]
    return {"grievances": {"nodes": nodes, "totalCount": found["totalCount"]}}


OWN = {"Q1": _feed, "Q2": _member, "Q3": _overdue, "Q4": _feed, "Q5": _feed, "B": _board}
"""How PostGraphile's answer reads in our contract."""
