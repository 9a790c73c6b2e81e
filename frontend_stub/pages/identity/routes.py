"""Where one signs in and out, and takes an invitation."""

from starlette.routing import BaseRoute

from frontend_stub.addresses import anew, at
from frontend_stub.pages.identity.invitation import page as invitation
from frontend_stub.pages.identity.sign_in import page as sign_in
from frontend_stub.visit import Area

ROUTES: list[BaseRoute] = [
    *at("/{tag:language}/sign-in", Area.SIGNED_IN, sign_in.show, anew(sign_in.sign_in)),
    *at("/{tag:language}/sign-out", Area.SIGNED_IN, sign_in.show, sign_in.sign_out),
    *at("/invitation/{token}", Area.SIGNED_IN, invitation.choose_language),
    *at("/{tag:language}/invitation/{token}", Area.SIGNED_IN, invitation.show, anew(invitation.accept)),
]
