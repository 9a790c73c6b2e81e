"""Where one signs in and out, takes an invitation, and looks after one's own security."""

from starlette.routing import BaseRoute

from frontend_stub.addresses import anew, at, own
from frontend_stub.pages.identity.confirm import page as confirm
from frontend_stub.pages.identity.enrol import page as enrol
from frontend_stub.pages.identity.invitation import page as invitation
from frontend_stub.pages.identity.new_passkey import page as new_passkey
from frontend_stub.pages.identity.organisation import page as organisation
from frontend_stub.pages.identity.passkey import page as passkey
from frontend_stub.pages.identity.password import page as password
from frontend_stub.pages.identity.security import page as security
from frontend_stub.pages.identity.sign_in import page as sign_in
from frontend_stub.pages.identity.step import page as step
from frontend_stub.visit import Area

TAG = "/{tag:language}"
IN = Area.SIGNED_IN

ROUTES: list[BaseRoute] = [
    *at(f"{TAG}/sign-in", IN, sign_in.show, anew(sign_in.sign_in)),
    *at(f"{TAG}/sign-in/step", IN, step.show, anew(step.complete)),
    *at(f"{TAG}/sign-in/enrol", IN, anew(enrol.show), anew(enrol.confirm)),
    *at(f"{TAG}/sign-in/passkey", IN, anew(passkey.show), anew(passkey.sign_in)),
    *at(f"{TAG}/sign-in/organisation", IN, anew(organisation.show)),
    *at("/sign-in/organisation/return", IN, anew(organisation.come_back)),
    *at("/sign-in/organisation/{id}", IN, anew(organisation.begin)),
    *at(f"{TAG}/sign-out", IN, sign_in.show, sign_in.sign_out),
    *at("/invitation/{token}", IN, invitation.choose_language),
    *at(f"{TAG}/invitation/{{token}}", IN, invitation.show, anew(invitation.accept)),
    *at("/password/{token}", IN, password.choose_language),
    *at(f"{TAG}/password/{{token}}", IN, anew(password.show), anew(password.reset)),
    *own("/me/", security.show),
    *own("/me/confirm", confirm.show, confirm.confirm),
    *own("/me/app", enrol.show, enrol.confirm),
    *own("/me/app/remove", security.show, security.remove_app),
    *own("/me/codes", security.show, security.renew_codes),
    *own("/me/passkeys/new", new_passkey.show, new_passkey.register),
    *own("/me/passkeys/rename", security.show, security.rename_passkey),
    *own("/me/passkeys/remove", security.show, security.remove_passkey),
    *own("/me/sessions/end", security.show, security.end_session),
    *own("/me/sessions/end-others", security.show, security.end_others),
    *own("/me/password", security.show, security.change_password),
]
