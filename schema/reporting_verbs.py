"""The verbs of activity reports."""

from datetime import date

import strawberry

from schema.connections import key_of
from schema.mutation import Done, VerbInput, verb
from schema.reporting import ActivityReport, ReportEntry, ReportExtension, ReportQuestion
from schema.texts import TextInput, texts_of
from server.kernel.session import ViewerSession
from server.reporting import services


@strawberry.input(description="What a draft says about one article. Every text replaces the one that was there.")
class SaveReportEntryInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The report's global id.")
    article: int = strawberry.field(description="The article's number.")
    done: list[TextInput] | None = strawberry.field(default=None, description="What was done; up to 4,000 characters.")
    figures: list[TextInput] | None = strawberry.field(default=None, description="Figures; up to 1,000 characters.")
    why_not: list[TextInput] | None = strawberry.field(
        default=None, description="Why nothing was done; up to 4,000 characters."
    )
    next_steps: list[TextInput] | None = strawberry.field(
        default=None, description="What comes next; up to 4,000 characters."
    )
    remark: list[TextInput] | None = strawberry.field(
        default=None, description="For the secretariat alone, never public; up to 4,000 characters."
    )


@verb(report_entry=ReportEntry)
async def save_report_entry(session: ViewerSession, input: SaveReportEntryInput) -> Done:
    """Keep what a draft says about one article, complete or not. For owners and editors of its member; also when it is
    late. CONFLICT once the report is submitted."""
    entry = await services.save_report_entry(
        session,
        key_of("ActivityReport", input.id, "id"),
        input.article,
        done=texts_of(input.done, "done"),
        figures=texts_of(input.figures, "figures"),
        why_not=texts_of(input.why_not, "why_not"),
        next_steps=texts_of(input.next_steps, "next_steps"),
        remark=texts_of(input.remark, "remark"),
    )
    return Done(entry.id, {"report_entry": entry.id})


@strawberry.input(description="Which report is submitted.")
class SubmitReportInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The report's global id.")


@verb(activity_report=ActivityReport)
async def submit_report(session: ViewerSession, input: SubmitReportInput) -> Done:
    """Hand a report in, which makes it public and at once restores a membership that had lapsed over it. For owners and
    editors of its member.

    INVALID at `articles.N` where an article has neither what was done, nor why not and what comes next. CONFLICT where
    it is submitted. What counts is the day in Japan.
    """
    report = await services.submit_report(session, key_of("ActivityReport", input.id, "id"))
    return Done(report.id, {"activity_report": report.id})


@strawberry.input(description="A question about a report.")
class AskAboutReportInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The report's global id.")
    question: list[TextInput] = strawberry.field(description="What is asked; up to 4,000 characters.")


@verb(report_question=ReportQuestion)
async def ask_about_report(session: ViewerSession, input: AskAboutReportInput) -> Done:
    """Ask a member about a report that it has submitted. For membership officers. It goes out by letter too."""
    asked = await services.ask_about_report(
        session, key_of("ActivityReport", input.id, "id"), texts_of(input.question, "question")
    )
    return Done(asked.id, {"report_question": asked.id})


@strawberry.input(description="An answer to a question.")
class AnswerReportQuestionInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The question's global id.")
    answer: list[TextInput] = strawberry.field(description="The answer; up to 4,000 characters.")


@verb(report_question=ReportQuestion)
async def answer_report_question(session: ViewerSession, input: AnswerReportQuestionInput) -> Done:
    """Answer a question of the secretariat. For owners and editors of the member. CONFLICT where it is answered."""
    asked = await services.answer_report_question(
        session, key_of("ReportQuestion", input.id, "id"), texts_of(input.answer, "answer")
    )
    return Done(asked.id, {"report_question": asked.id})


@strawberry.input(description="Which report is accepted.")
class AcceptReportInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The report's global id.")


@verb(activity_report=ActivityReport)
async def accept_report(session: ViewerSession, input: AcceptReportInput) -> Done:
    """Accept a report that was submitted. For membership officers. CONFLICT while a question is open."""
    report = await services.accept_report(session, key_of("ActivityReport", input.id, "id"))
    return Done(report.id, {"activity_report": report.id})


@strawberry.input(description="More time for a report.")
class RequestExtensionInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The report's global id.")
    wanted_on: date = strawberry.field(description="The last day that is asked for: at most 60 days later.")
    reason: list[TextInput] = strawberry.field(description="Why, for the secretariat alone; up to 4,000 characters.")


@verb(report_extension=ReportExtension)
async def request_extension(session: ViewerSession, input: RequestExtensionInput) -> Done:
    """Ask for more time, until the last day. For owners and editors of the member. CONFLICT while a request waits."""
    asked = await services.request_extension(
        session, key_of("ActivityReport", input.id, "id"), input.wanted_on, texts_of(input.reason, "reason")
    )
    return Done(asked.id, {"report_extension": asked.id})


@strawberry.input(description="A decision on more time.")
class DecideExtensionInput(VerbInput):
    id: strawberry.ID = strawberry.field(description="The request's global id.")
    granted: bool = strawberry.field(description="Whether it is granted.")
    reason: list[TextInput] = strawberry.field(
        description="Why; it stands in the explanation of the new day. Up to 4,000 characters."
    )


@verb(report_extension=ReportExtension)
async def decide_extension(session: ViewerSession, input: DecideExtensionInput) -> Done:
    """Grant or refuse more time. For membership officers. CONFLICT where it is decided."""
    decided = await services.decide_extension(
        session,
        key_of("ReportExtension", input.id, "id"),
        granted=input.granted,
        reason=texts_of(input.reason, "reason"),
    )
    return Done(decided.id, {"report_extension": decided.id})
