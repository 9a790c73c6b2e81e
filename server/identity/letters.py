"""The letters by which people are invited."""

from server.identity.models import Invitation
from server.kernel import mail
from server.kernel.clocks import day_of
from server.kernel.errors import message
from server.kernel.languages import written
from server.kernel.session import ViewerSession
from server.settings import settings

INVITED = mail.Template(
    "invitation",
    message("You are invited to Kakehashi"),
    (
        message("Somebody has invited you to work with them on Kakehashi."),
        message("Open this page, choose a password, and you are in: %(link)s"),
        message("The link is for you alone. It works once, and until %(until)s."),
    ),
)


def invitation_link(token: str) -> str:
    """The page of an invitation.

    The token stands in the path because nothing else works without JavaScript; the page only asks, and the POST that
    answers makes the token void. Paths are not logged, and pages send no referrer.
    """
    return f"{settings().public_url}/invitation/{token}"


def send_invitation(
    session: ViewerSession, invitation: Invitation, token: str, letter: mail.Template = INVITED
) -> None:
    """Write to who is invited, in the language of who invites."""
    language = session.viewer.language
    mail.send(
        session.rows,
        letter,
        invitation.email,
        language,
        organisation_id=invitation.organisation_id,
        link=invitation_link(token),
        until=written(day_of(invitation.expires_at), mail.tongue(language)),
    )
