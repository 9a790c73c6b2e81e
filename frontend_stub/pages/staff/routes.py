"""The secretariat's pages, and those of who handles grievances."""

from starlette.routing import BaseRoute

from frontend_stub.addresses import own
from frontend_stub.pages.staff.application import page as application
from frontend_stub.pages.staff.applications import page as applications
from frontend_stub.pages.staff.checks import page as checks
from frontend_stub.pages.staff.code import page as code
from frontend_stub.pages.staff.corrections import page as corrections
from frontend_stub.pages.staff.dues import page as dues
from frontend_stub.pages.staff.grievance import page as grievance
from frontend_stub.pages.staff.home import page as desk
from frontend_stub.pages.staff.import_members import page as importing
from frontend_stub.pages.staff.import_report import page as import_report
from frontend_stub.pages.staff.mail import page as mail
from frontend_stub.pages.staff.member import page as member
from frontend_stub.pages.staff.organisation import page as organisation
from frontend_stub.pages.staff.people import page as people
from frontend_stub.pages.staff.proceedings import page as proceedings
from frontend_stub.pages.staff.report import page as report
from frontend_stub.pages.staff.reports import page as reports

ROUTES: list[BaseRoute] = [
    *own("/s/", desk.show),
    *own("/s/applications/approve", desk.show, desk.approve),
    *own("/s/applications/decline", desk.show, desk.decline),
    *own("/s/applications", applications.show),
    *own("/s/applications/{id}", application.show),
    *own("/s/applications/{id}/{verb}", application.show, application.do),
    *own("/s/members/{id}", member.show),
    *own("/s/members/{id}/{verb}", member.show, member.do),
    *own("/s/dues", dues.show),
    *own("/s/dues/{verb}", dues.show, dues.do),
    *own("/s/proceedings", proceedings.show),
    *own("/s/case-studies/publish", desk.show, desk.publish),
    *own("/s/case-studies/request-changes", desk.show, desk.request_changes),
    *own("/s/corrections", corrections.show, corrections.decide),
    *own("/s/code", code.show),
    *own("/s/code/draft", code.show, code.draft),
    *own("/s/code/edit", code.show, code.edit),
    *own("/s/code/adopt", code.show, code.adopt),
    *own("/s/code/correct", code.show, code.correct),
    *own("/s/checks", checks.show),
    *own("/s/checks/draw", checks.show, checks.draw),
    *own("/s/checks/assign", checks.show, checks.assign),
    *own("/s/checks/close", checks.show, checks.close),
    *own("/s/import", importing.show, importing.hand_in),
    *own("/s/import/template.csv", importing.template),
    *own("/s/import/template.xlsx", importing.template),
    *own("/s/import/{id}", import_report.show, import_report.take_in),
    *own("/s/import/{id}/report.csv", import_report.report),
    *own("/s/grievances/{id}", grievance.show),
    *own("/s/grievances/{id}/acknowledge", grievance.show, grievance.acknowledge),
    *own("/s/grievances/{id}/answer", grievance.show, grievance.answer),
    *own("/s/grievances/{id}/close", grievance.show, grievance.close),
    *own("/s/organisations", organisation.find),
    *own("/s/organisations/{id}", organisation.show),
    *own("/s/organisations/{id}/rename", organisation.show, organisation.rename),
    *own("/s/organisations/{id}/succeed", organisation.show, organisation.succeed),
    *own("/s/mail", mail.show),
    *own("/s/mail/retry", mail.show, mail.retry),
    *own("/s/reports", reports.show),
    *own("/s/reports/more-time", reports.show, reports.decide),
    *own("/s/reports/{id}", report.show),
    *own("/s/reports/{id}/ask", report.show, report.ask),
    *own("/s/reports/{id}/accept", report.show, report.accept),
    *own("/s/people", people.show),
    *own("/s/people/change", people.show, people.change),
    *own("/s/people/invite", people.show, people.invite),
    *own("/s/people/owner", people.show, people.appoint_owner),
    *own("/s/people/resend", people.show, people.resend),
    *own("/s/people/withdraw", people.show, people.withdraw),
]
