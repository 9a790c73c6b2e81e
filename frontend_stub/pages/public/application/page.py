"""An application as its link shows it: how far it has come, what was asked, and the answer."""

from starlette.responses import Response

from frontend_stub.actions import Action, act, entered, words
from frontend_stub.forms import Form, new_key
from frontend_stub.visit import Visit

ANSWER = Action("AnswerApplication", "token", {"answer": ("answer", words)})


async def choose_language(visit: Visit) -> Response:
    """A link without a language leads to the page in the reader's."""
    return visit.go(visit.path(f"application/{visit.request.path_params['token']}"))


async def show(visit: Visit) -> Response:
    """The application; what is wrong with the link is said in words."""
    return await shown(visit, Form(), {})


async def shown(visit: Visit, form: Form, problems: dict[str, str]) -> Response:
    """The application, with what was typed and what was refused."""
    opened = (await visit.ask("OpenedApplication", input={"token": visit.request.path_params["token"]}))[
        "openApplication"
    ]
    if opened["application"] is None:
        problems = {"": opened["errors"][0]["message"]}
    return visit.page(
        "public/application/page.html",
        422 if problems else 200,
        problems=problems,
        application=opened["application"],
        entered=entered(form, ANSWER),
        key=form.one("key") or new_key(),
        saved="saved" in visit.request.query_params,
    )


async def answer(visit: Visit) -> Response:
    """Send the answer."""
    form = await visit.form()
    _, problems = await act(visit, ANSWER, form, visit.request.path_params["token"])
    if problems:
        return await shown(visit, form, problems)
    return visit.go(f"{visit.request.url.path}?saved=1")
