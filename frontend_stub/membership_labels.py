"""The words for the closed lists of applications, fees and cases, as source texts."""

from frontend_stub.languages import text

APPLICATION_STAGES = {
    "SUBMITTED": text("Handed in"),
    "INFORMATION_REQUESTED": text("Question asked"),
    "ANSWERED": text("Answered"),
    "APPROVED": text("Approved"),
    "DECLINED": text("Declined"),
}

APPLICATION_SIDES = {"SECRETARIAT": text("The secretariat"), "APPLICANT": text("The applicant")}

PARTICIPATIONS = {"MEMBER": text("Member"), "PARTNER": text("Partner"), "OBSERVER": text("Observer")}

INVOICE_STATES = {
    "OPEN": text("To be paid"),
    "OVERDUE": text("Overdue"),
    "PAID": text("Paid"),
    "CANCELLED": text("Cancelled"),
}

MEASURES = {
    "DISMISSED": text("Dismissal of the case"),
    "SUSPENSION": text("Suspension"),
    "EXPULSION": text("Expulsion"),
}

PROCEEDING_STAGES = {
    "DRAFT": text("Drafted"),
    "SERVED": text("Notice given"),
    "DECIDED": text("Decided, appeal possible"),
    "APPEALED": text("Appealed"),
    "FINAL": text("Final"),
}

STATEMENTS = {"REPLY": text("Reply to the notice"), "APPEAL": text("Appeal")}
