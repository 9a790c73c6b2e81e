"""The letters about an application."""

from server.kernel import mail
from server.kernel.errors import message

ADMITTED = mail.Template(
    "membership_approved",
    message("Your application to Kakehashi is approved"),
    (
        message("Your organisation is a member now. Thank you for joining."),
        message("Open this page, choose a password, and you can sign the code of conduct: %(link)s"),
        message("The link is for you alone. It works once, and until %(until)s."),
    ),
)

DECLINED = mail.Template(
    "membership_declined",
    message("About your application to Kakehashi"),
    (
        message("Your organisation was not admitted this time. The secretariat gives this reason:"),
        message("%(reason)s"),
        message("You may apply again."),
    ),
)

ASKED = mail.Template(
    "information_requested",
    message("A question about your application to Kakehashi"),
    (
        message("The secretariat has a question about your application."),
        message("You can read it and answer it here, without an account: %(link)s"),
        message("Whoever has this link can read your application. Please do not pass it on."),
    ),
)
