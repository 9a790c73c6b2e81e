"""Filing a grievance: one question per page, then check, then send.

The answers travel as hidden fields of the forms, so that nothing is stored before it is sent and no address tells
anything. The idempotency key is made when the journey starts: pressing Send twice files once.
"""

from dataclasses import dataclass, replace
from typing import Any

from starlette.responses import Response

from frontend_stub import labels
from frontend_stub.forms import Form, new_key, refusals
from frontend_stub.pages.worker.receipt import page as receipt
from frontend_stub.visit import Visit

QUESTIONS = {
    "category": ("category",),
    "employer": ("employer_name", "prefecture"),
    "narrative": ("narrative",),
    "fair_result": ("fair_result",),
    "must_not_know": ("must_not_know",),
}
"""The questions in their order, and the fields that each asks for."""

FIELDS = ("category", "employer_name", "employer_id", "prefecture", "narrative", "fair_result", "must_not_know")
LONGEST_TEXT = 10_000
LONGEST_NAME = 200
REFUSED_AT = {
    "category": "category",
    "employer": "employer_name",
    "prefecture": "prefecture",
    "narrative": "narrative",
    "fairResult": "fair_result",
    "mustNotKnow": "must_not_know",
}


@dataclass(frozen=True)
class Answers:
    """What was answered so far. ``checking`` is set once all was seen: a change then leads straight back."""

    given: dict[str, list[str]]
    key: str
    checking: bool = False

    def one(self, name: str) -> str:
        """A field's text; empty where it was not answered."""
        return next(iter(self.given.get(name, ())), "")

    def hidden(self, asked: tuple[str, ...] = ()) -> dict[str, list[str]]:
        """What a form must carry besides the fields that it asks for."""
        kept = {name: entries for name, entries in self.given.items() if name not in asked}
        return kept | {"key": [self.key]} | ({"checking": ["1"]} if self.checking else {})


def answers_of(form: Form) -> Answers:
    """The answers in a form."""
    given = {name: [entry for entry in form.every(name) if entry] for name in FIELDS}
    return Answers(
        {name: entries for name, entries in given.items() if entries}, form.one("key"), bool(form.one("checking"))
    )


def problems_of(visit: Visit, question: str, answers: Answers) -> dict[str, str]:
    """What must be mended before going on; only what the journey itself must know. The API judges the rest."""
    match question:
        case "category" if answers.one("category") not in labels.CATEGORIES:
            return {"category": visit.say("Choose what comes closest.")}
        case "employer" if len(answers.one("employer_name")) > LONGEST_NAME:
            return {"employer_name": visit.say("Write the name shorter.")}
        case "narrative" if not answers.one("narrative"):
            return {"narrative": visit.say("Write what happened. One sentence is enough.")}
        case "narrative" | "fair_result" if len(answers.one(question)) > LONGEST_TEXT:
            length = len(answers.one(question))
            return {question: visit.say("Your text has %(length)s characters. It can have 10,000.", length=length)}
        case _:
            return {}


async def begin(visit: Visit) -> Response:
    """What will be asked, how long it takes, and that the receipt must be kept: said before anything is told."""
    return visit.page("worker/help/begin.html", key=new_key())


async def proceed(visit: Visit) -> Response:
    """Take an answer and go where the button says."""
    form = await visit.form()
    answers, asked, (go, _, target) = answers_of(form), form.one("question"), form.one("go").partition(":")
    if go == "change" and target in QUESTIONS:
        return await ask_question(visit, target, replace(answers, checking=True))
    if go == "send":
        return await send(visit, answers)
    if asked not in {*QUESTIONS, "match"}:
        return await ask_question(visit, "category", answers)
    if go == "back":
        return await ask_question(visit, "employer" if asked == "match" else neighbour(asked, -1), answers)

    problems = problems_of(visit, asked, answers)
    if problems:
        return await ask_question(visit, asked, answers, problems)
    if asked == "employer":
        answers = with_employer(answers, answers.one("employer_name"), "")
        found = await members_called(visit, answers.one("employer_name"))
        if found:
            return visit.page("worker/help/match.html", answers=answers, found=found, number=2)
    if asked == "match" and answers.one("employer_id"):
        answers = await with_member(visit, answers)
    if answers.checking or asked == "must_not_know":
        return await check(visit, answers)
    return await ask_question(visit, neighbour("employer" if asked == "match" else asked, 1), answers)


def neighbour(question: str, distance: int) -> str:
    """The question before (-1) or after (1)."""
    order = list(QUESTIONS)
    return order[max(0, order.index(question) + distance)]


def with_employer(answers: Answers, name: str, organisation_id: str) -> Answers:
    """Another employer: a member by its id, or only a name."""
    others = {field: entries for field, entries in answers.given.items() if not field.startswith("employer_")}
    entered = {"employer_name": [name], "employer_id": [organisation_id]}
    return replace(answers, given=others | {field: entries for field, entries in entered.items() if entries[0]})


async def with_member(visit: Visit, answers: Answers) -> Answers:
    """The member that was chosen among those found, under its own name; an id that was not offered is dropped."""
    found = {row["id"]: row["name"]["value"] for row in await members_called(visit, answers.one("employer_name"))}
    chosen = answers.one("employer_id")
    return with_employer(answers, found.get(chosen, answers.one("employer_name")), chosen if chosen in found else "")


async def members_called(visit: Visit, name: str) -> list[dict[str, Any]]:
    """Members whose name is like that."""
    return (await visit.ask("FindEmployer", search=name))["organisations"]["nodes"] if name else []


async def ask_question(
    visit: Visit, question: str, answers: Answers, problems: dict[str, str] | None = None
) -> Response:
    """The page of one question, with what was answered before."""
    prefectures = await prefecture_names(visit) if question == "employer" else {}
    return visit.page(
        "worker/help/page.html",
        422 if problems else 200,
        problems=problems or {},
        question=question,
        answers=answers,
        hidden=answers.hidden(QUESTIONS[question]),
        number=list(QUESTIONS).index(question) + 1,
        prefectures=prefectures,
    )


async def prefecture_names(visit: Visit) -> dict[str, str]:
    """Code → name, in the order of the codes."""
    return {row["code"]: row["name"]["value"] for row in (await visit.ask("Prefectures"))["prefectures"]}


async def check(visit: Visit, answers: Answers, problems: dict[str, str] | None = None) -> Response:
    """All answers on one page, each with its way back."""
    prefectures = await prefecture_names(visit)
    return visit.page(
        "worker/help/check.html",
        422 if problems else 200,
        problems=problems or {},
        answers=replace(answers, checking=True),
        prefecture=prefectures.get(answers.one("prefecture"), ""),
    )


async def send(visit: Visit, answers: Answers) -> Response:
    """File it. The receipt is shown at once: from here on the grievance is with the platform."""
    for question in QUESTIONS:
        problems = problems_of(visit, question, answers)
        if problems:
            return await ask_question(visit, question, replace(answers, checking=True), problems)

    filed = (await visit.ask("FileGrievance", input=input_of(visit, answers)))["fileGrievance"]
    if filed["receipt"]:
        return receipt.shown(visit, filed["receipt"], filed["dueOn"])
    if any(
        error["code"] == "ALREADY_RECEIVED" or error["path"][-1:] == ["idempotencyKey"] for error in filed["errors"]
    ):
        return visit.page("worker/help/already.html", 409)

    problems = refusals(filed["errors"], REFUSED_AT)
    question = next((name for name, fields in QUESTIONS.items() if problems.keys() & set(fields)), None)
    if question is None:
        return await check(visit, answers, problems)
    return await ask_question(visit, question, replace(answers, checking=True), problems)


def input_of(visit: Visit, answers: Answers) -> dict[str, Any]:
    """The answers as ``FileGrievanceInput``."""
    if answers.one("employer_id"):
        employer: dict[str, Any] = {"organisationId": answers.one("employer_id")}
    elif answers.one("employer_name"):
        employer = {"name": answers.one("employer_name")}
    else:
        employer = {"unknown": True}
    return {
        "category": answers.one("category"),
        "language": visit.language.tag,
        "narrative": answers.one("narrative"),
        "employer": employer,
        "prefecture": answers.one("prefecture") or None,
        "fairResult": answers.one("fair_result") or None,
        "mustNotKnow": [{"party": party} for party in answers.given.get("must_not_know", ())],
        "idempotencyKey": answers.key,
    }
