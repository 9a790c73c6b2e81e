"""The code of conduct that every member has pledged: the version in force, those before, and what changed."""

from starlette.responses import Response

from frontend_stub.visit import Visit


async def show(visit: Visit) -> Response:
    """The version in force; with ``?since=`` what it changed since an earlier one."""
    asked = visit.request.query_params.get("since", "")
    since = int(asked) if asked.isdecimal() and len(asked) < 5 else 0
    answer = await visit.ask("CodeOfConduct", since=since)
    versions = answer["codesOfConduct"]
    known = since in [one["version"] for one in versions[1:]]
    changed = [
        one for one in versions[0]["differences"] if known and any(piece["change"] != "KEPT" for piece in one["pieces"])
    ]
    return visit.page(
        "public/about/page.html",
        code=answer["codeOfConduct"],
        versions=versions,
        since=since,
        differences=changed,
        corrections=[one for version in versions for one in version["revisions"] if one["revision"] > 1],
    )
