"""Pages for everybody."""

from starlette.routing import BaseRoute

from frontend_stub.addresses import at
from frontend_stub.pages.member.evidence import page as evidence
from frontend_stub.pages.public.about import page as about
from frontend_stub.pages.public.application import page as application
from frontend_stub.pages.public.certificate import page as certificate
from frontend_stub.pages.public.join import page as join
from frontend_stub.pages.public.ladder import page as ladder
from frontend_stub.pages.public.member import page as member
from frontend_stub.pages.public.members import page as members
from frontend_stub.pages.public.practice import page as practice
from frontend_stub.pages.public.practices import page as practices
from frontend_stub.pages.public.reports import page as reports
from frontend_stub.visit import Area

TAG = "/{tag:language}"

ROUTES: list[BaseRoute] = [
    *at(f"{TAG}/practices", Area.PUBLIC, practices.show),
    *at(f"{TAG}/practices/{{slug}}", Area.PUBLIC, practice.show),
    *at(f"{TAG}/members", Area.PUBLIC, members.show),
    *at(f"{TAG}/members/{{id}}", Area.PUBLIC, member.show),
    *at(f"{TAG}/members/{{id}}/reports", Area.PUBLIC, reports.show),
    *at(f"{TAG}/members/{{id}}/download.json", Area.PUBLIC, member.as_json),
    *at(f"{TAG}/members/{{id}}/download.csv", Area.PUBLIC, member.as_csv),
    *at(f"{TAG}/join", Area.PUBLIC, join.show, join.apply),
    *at("/application/{token}", Area.PUBLIC, application.choose_language),
    *at(f"{TAG}/application/{{token}}", Area.PUBLIC, application.show, application.answer),
    *at(f"{TAG}/about", Area.PUBLIC, about.show),
    *at(f"{TAG}/ladder", Area.PUBLIC, ladder.show),
    *at(f"{TAG}/pledges/{{id}}", Area.PUBLIC, certificate.show),
    *at(f"{TAG}/files/{{id}}", Area.PUBLIC, evidence.fetch),
]
