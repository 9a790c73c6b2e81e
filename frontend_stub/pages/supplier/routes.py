"""Suppliers' pages: by a link, without an account."""

from starlette.routing import BaseRoute

from frontend_stub.addresses import anew, at, signed_in
from frontend_stub.pages.supplier.door import page as door
from frontend_stub.pages.supplier.home import page as home
from frontend_stub.pages.supplier.questions import page as questions
from frontend_stub.visit import Area, View


def inside(path: str, show: View, post: View | None = None) -> list[BaseRoute]:
    """An address for who has come by a link."""
    return at(path, Area.SUPPLIER, signed_in(show), post and signed_in(post))


ROUTES: list[BaseRoute] = [
    *inside("/supplier", home.show, home.commit),
    *inside("/supplier/decline", home.show, home.decline),
    *inside("/supplier/share", home.show, home.share),
    *inside("/supplier/ask", home.show, home.ask_own),
    *inside("/supplier/questions", questions.show, questions.save),
    *at("/supplier/return/{key}", Area.SUPPLIER, door.choose_language),
    *at("/supplier/{token}", Area.SUPPLIER, door.choose_language),
    *at("/{tag:language}/supplier", Area.SUPPLIER, door.outside),
    *at("/{tag:language}/supplier/return/{key}", Area.SUPPLIER, door.returning, anew(door.come_back)),
    *at("/{tag:language}/supplier/{token}", Area.SUPPLIER, door.invited, door.open_invitation),
]
