"""The links by which suppliers come, and the letter that brings one."""

from server.kernel import mail
from server.kernel.errors import message
from server.kernel.languages import chain, written
from server.kernel.session import ViewerSession
from server.members.models import Organisation
from server.settings import settings
from server.supply_chain.models import SupplierInvitation

ASKED = mail.Template(
    "supplier_invitation",
    message("A business partner asks you to join in"),
    (
        message("%(name)s asks you to join in five promises to people who come from abroad to work."),
        message("It costs nothing and needs no membership. Open this page to answer: %(link)s"),
        message("The link opens once, until %(until)s."),
    ),
)


def link(token: str) -> str:
    """The page of an invitation. It only asks; the form that answers makes the link void."""
    return f"{settings().public_url}/supplier/{token}"


def return_link(key: str) -> str:
    """The page by which a supplier comes back. Paths are not logged, and pages send no referrer."""
    return f"{settings().public_url}/supplier/return/{key}"


def send_invitation(
    session: ViewerSession, organisation: Organisation, invitation: SupplierInvitation, token: str
) -> None:
    """Write to a supplier in its language: who asks, and the link."""
    name = next(
        organisation.name[tag] for tag in (*chain(invitation.language), *organisation.name) if tag in organisation.name
    )
    mail.send(
        session.rows,
        ASKED,
        invitation.email or "",
        invitation.language,
        organisation_id=organisation.id,
        name=name,
        link=link(token),
        until=written(invitation.expires_on, mail.tongue(invitation.language)),
    )
