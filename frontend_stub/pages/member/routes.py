"""Members' pages."""

from starlette.routing import BaseRoute

from frontend_stub.addresses import own
from frontend_stub.pages.member.commitment import page as commitment
from frontend_stub.pages.member.home import page as member_home

ROUTES: list[BaseRoute] = [
    *own("/m/", member_home.show),
    *own("/m/commitments/{id}", commitment.show, commitment.update),
]
