"""Every way the platform refuses.

    Refusal
    ├── NotFound       what you name does not exist, or not for you: the two are never told apart
    ├── NotPermitted   you see it, and may not do this with it
    ├── Invalid        what you entered cannot be right; ``path`` says where
    ├── Conflict       somebody was faster, or its state does not allow it
    └── LimitReached   too much, too often, or too large

    Unauthenticated    the session is unknown or over: the edge answers before any verb runs

A refusal is raised anywhere below a verb and becomes a user error in one place (``schema/errors.py``). Its message is
a source text of the catalogue with ``%(name)s`` fields; it never carries what somebody entered.
"""

from typing import Any


def message(source: str) -> str:
    """Mark a source text for the catalogue; it is translated where the viewer's language is known."""
    return source


class Refusal(Exception):
    """A verb will not be done. Whatever it had changed is undone."""

    code = "REFUSED"
    default = message("This cannot be done.")

    def __init__(self, path: str = "", text: str | None = None, code: str | None = None, **fields: Any) -> None:
        super().__init__(type(self).__name__)
        self.path = tuple(path.split(".")) if path else ()
        self.text = text or self.default
        self.fields = fields
        self.code = code or type(self).code


class NotFound(Refusal):
    """Absent or invisible."""

    code = "NOT_FOUND"
    default = message("This does not exist, or you may not see it.")


class NotPermitted(Refusal):
    """Visible, and not yours to change."""

    code = "NOT_PERMITTED"
    default = message("You may not do this.")


class Invalid(Refusal):
    """Entered wrongly. ``path`` names the field of the input in Python's spelling, dots between levels."""

    code = "INVALID"
    default = message("This entry is not valid.")


class Conflict(Refusal):
    """The state has moved on."""

    code = "CONFLICT"
    default = message("This has changed in the meantime. Look at it again and decide anew.")


class LimitReached(Refusal):
    """A limit protects the platform or an account. ``fields`` may say ``seconds`` to wait."""

    code = "LIMIT_REACHED"
    default = message("Too many attempts. Please try again in a minute.")


class Unauthenticated(Exception):
    """The session is unknown, revoked or over."""
