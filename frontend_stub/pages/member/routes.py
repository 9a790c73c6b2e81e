"""Members' pages."""

from starlette.routing import BaseRoute

from frontend_stub.addresses import own
from frontend_stub.pages.member.check import page as check
from frontend_stub.pages.member.checks import page as checks
from frontend_stub.pages.member.commitment import page as commitment
from frontend_stub.pages.member.evidence import page as evidence
from frontend_stub.pages.member.home import page as member_home
from frontend_stub.pages.member.invoice import page as invoice
from frontend_stub.pages.member.ladder import page as ladder
from frontend_stub.pages.member.lapses import page as lapses
from frontend_stub.pages.member.membership import page as membership
from frontend_stub.pages.member.next_steps import page as next_steps
from frontend_stub.pages.member.people import page as people
from frontend_stub.pages.member.pledge import page as pledge
from frontend_stub.pages.member.proceeding import page as proceeding
from frontend_stub.pages.member.provider import page as provider
from frontend_stub.pages.member.receipt import page as receipt
from frontend_stub.pages.member.record import page as record
from frontend_stub.pages.member.report import page as report
from frontend_stub.pages.member.supplier import page as supplier
from frontend_stub.pages.member.suppliers import page as suppliers
from frontend_stub.pages.member.ties import page as ties
from frontend_stub.pages.member.workplace import page as workplace
from frontend_stub.pages.member.workplaces import page as workplaces

ROUTES: list[BaseRoute] = [
    *own("/m/next-steps", next_steps.show),
    *own("/m/record", record.show, record.correct),
    *own("/m/record/export", record.show, record.export),
    *own("/m/suppliers", suppliers.show, suppliers.invite),
    *own("/m/suppliers/revoke", suppliers.show, suppliers.revoke),
    *own("/m/suppliers/{id}", supplier.show),
    *own("/m/", member_home.show),
    *own("/m/membership", membership.show),
    *own("/m/membership/{id}/{verb}", membership.show, membership.do),
    *own("/m/invoices/{id}", invoice.show),
    *own("/m/invoices/{id}/{verb}", invoice.show, invoice.do),
    *own("/m/receipts/{id}", receipt.show),
    *own("/m/proceedings/{id}", proceeding.show),
    *own("/m/proceedings/{id}/{verb}", proceeding.show, proceeding.do),
    *own("/m/commitments/{id}", commitment.show, commitment.update),
    *own("/m/provider", provider.show, provider.save),
    *own("/m/provider/remove", provider.show, provider.remove),
    *own("/m/reports/{id}", report.show, report.save),
    *own("/m/reports/{id}/answer", report.show, report.answer),
    *own("/m/lapses", lapses.show, lapses.comment),
    *own("/m/reports/{id}/more-time", report.show, report.more_time),
    *own("/m/ties", ties.show, ties.declare),
    *own("/m/ties/confirm", ties.show, ties.confirm),
    *own("/m/ties/dispute", ties.show, ties.dispute),
    *own("/m/ties/end", ties.show, ties.end),
    *own("/m/ties/party", ties.show, ties.name_party),
    *own("/m/workplaces", workplaces.show, workplaces.add),
    *own("/m/workplaces/{id}", workplace.show, workplace.change),
    *own("/m/workplaces/{id}/close", workplace.show, workplace.close),
    *own("/m/workplaces/{id}/headcount", workplace.show, workplace.count),
    *own("/m/people", people.show),
    *own("/m/people/invite", people.show, people.invite),
    *own("/m/people/change", people.show, people.change),
    *own("/m/people/revoke", people.show, people.revoke),
    *own("/m/people/hand-over", people.show, people.hand_over),
    *own("/m/people/resend", people.show, people.resend),
    *own("/m/people/withdraw", people.show, people.withdraw),
    *own("/m/people/second-factor", people.show, people.require_second_factor),
    *own("/m/commitments/{id}/plan", commitment.show, commitment.plan),
    *own("/m/commitments/{id}/measurement", commitment.show, commitment.measure),
    *own("/m/commitments/{id}/milestone", commitment.show, commitment.add_milestone),
    *own("/m/commitments/{id}/milestone-reached", commitment.show, commitment.reach_milestone),
    *own("/m/pledge", pledge.show, pledge.sign),
    *own("/m/evidence", evidence.show, evidence.add),
    *own("/m/evidence/share", evidence.show, evidence.share),
    *own("/m/evidence/withdraw", evidence.show, evidence.withdraw),
    *own("/m/files/{id}", evidence.fetch),
    *own("/m/ladder", ladder.show),
    *own("/m/checks", checks.show, checks.request),
    *own("/m/checks/{id}", check.show),
    *own("/m/checks/{id}/finding", check.show, check.record_finding),
    *own("/m/checks/{id}/report", check.show, check.report),
    *own("/m/checks/{id}/answer", check.show, check.answer_finding),
    *own("/m/checks/{id}/follow-up", check.show, check.follow_up),
]
