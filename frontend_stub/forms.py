"""Forms of pages: where they come from, what they hold, and which entries were refused.

A form is read only through ``read_form``, so no entry is seen that another site made somebody send: browsers say so in
``Sec-Fetch-Site`` (older ones in ``Origin``), cookies are SameSite, and a signed-in page's form carries a stamp that
only a page made for the same session can know.
"""

import asyncio
import hashlib
import hmac
import unicodedata
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from frontend_stub.languages import text

LARGEST = 256 * 1024
"""Bytes of a form: a narrative of 10,000 characters in a script of three bytes, percent-encoded, twice over."""

LARGEST_FILE = 6 * 1024 * 1024
"""Bytes of a form with a file in it; how large the file may be, the API says."""

EMPTY = text("Please fill this in.")

SLOWEST = 60
"""Seconds that a form may take to arrive; on a line of 16 kbit/s a long narrative takes half of it."""


@dataclass(frozen=True)
class Form:
    """What somebody entered: each field's texts, with line ends as ``\\n``."""

    entries: Mapping[str, list[str]] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """The field's text without outer white space; empty where it was not sent."""
        return self.exact(name).strip()

    def exact(self, name: str) -> str:
        """The field's text as it was typed: for passwords."""
        return self.entries.get(name, [""])[0]

    def every(self, name: str) -> list[str]:
        """All texts of a field that may be ticked several times."""
        return [entry.strip() for entry in self.entries.get(name, ())]


def new_key() -> str:
    """An idempotency key for a form: pressing twice does it once."""
    return str(uuid4())


def stamp_of(token: str) -> str:
    """What a form carries to show that it was made for this session; it tells nothing about the session."""
    return hashlib.blake2b(b"form/v1", key=token.encode()[:64], digest_size=16).hexdigest()


def from_here(request: Request) -> bool:
    """Whether our own page sent this form. Under ``no-referrer`` browsers send ``Origin: null``: it says nothing."""
    site = request.headers.get("sec-fetch-site")
    if site:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin", "null")
    return origin == "null" or urlsplit(origin).netloc == request.headers.get("host")


async def read_form(request: Request) -> Form:
    """The form of a POST, whoever sent it from our own pages.

    Refuses another site's form (403), another encoding (415), too much (413), too slow (408) and what is no text (400).
    """
    if not from_here(request):
        raise HTTPException(403)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    body = bytearray()
    try:
        async with asyncio.timeout(SLOWEST):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST:
                    raise HTTPException(413)
        sent = parse_qs(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=200)
    except TimeoutError:
        raise HTTPException(408) from None
    except ValueError:
        raise HTTPException(400) from None
    if b"%00" in body:  # nobody types it, and no text may hold it
        raise HTTPException(400)
    return Form({name: [entry.replace("\r\n", "\n") for entry in entries] for name, entries in sent.items()})


async def read_upload(request: Request, field: str) -> tuple[Form, str, bytes]:
    """A form with one file: its texts, the file's name and its content. Refused as ``read_form`` refuses."""
    if not from_here(request):
        raise HTTPException(403)
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise HTTPException(415)
    if int(request.headers.get("content-length") or LARGEST_FILE + 1) > LARGEST_FILE:
        raise HTTPException(413)
    async with asyncio.timeout(SLOWEST), request.form(max_files=1, max_fields=20) as sent:
        texts = {name: [value] for name, value in sent.items() if isinstance(value, str)}
        given = sent.get(field)
        if given is None or isinstance(given, str):
            return Form(texts), "", b""
        return Form(texts), given.filename or "", await given.read()


LARGEST_EVIDENCE = 24 * 2**20
"""Bytes of a form with a file of evidence; the API's own limit is lower and says so in words."""


@asynccontextmanager
async def uploading(request: Request, field: str) -> AsyncGenerator[tuple[Form, str, AsyncIterator[bytes] | None]]:
    """A form with one file of evidence: its texts, the file's name, and its content in parts; none where none was
    chosen. What is large lies on the disk meanwhile, never whole in memory. Refused as ``read_form`` refuses."""
    if not from_here(request):
        raise HTTPException(403)
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise HTTPException(415)
    if int(request.headers.get("content-length") or LARGEST_EVIDENCE + 1) > LARGEST_EVIDENCE:
        raise HTTPException(413)
    async with asyncio.timeout(SLOWEST * 10), request.form(max_files=1, max_fields=60) as sent:
        texts: dict[str, list[str]] = {}
        for name, value in sent.multi_items():
            if isinstance(value, str):
                texts.setdefault(name, []).append(value.replace("\r\n", "\n"))
        given = sent.get(field)
        if given is None or isinstance(given, str) or not given.filename:
            yield Form(texts), "", None
        else:
            yield Form(texts), given.filename, _parts(given)


async def _parts(file: UploadFile) -> AsyncGenerator[bytes]:
    while part := await file.read(2**16):
        yield part


def required(form: Form, **kinds: Callable[[str], Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The fields that must be filled in, read as what they are; and a message for each that is not."""
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, read in kinds.items():
        try:
            read(form.one(name))
            values[name] = float(form.one(name)) if read is float else form.one(name)
        except ValueError:
            problems[name] = EMPTY
    return values, problems


def words(entered: str) -> str:
    """A text that is there. For ``required``."""
    if not entered:
        raise ValueError
    return entered


def require_stamp(form: Form, token: str) -> None:
    """Refuses a form that was not made for this session (403): a forged one, or one of a session before."""
    if not hmac.compare_digest(form.one("stamp").encode(), stamp_of(token).encode()):
        raise HTTPException(403)


def refusals(errors: Iterable[Mapping[str, Any]], fields: Mapping[str, str]) -> dict[str, str]:
    """User errors of the API → messages by form field; what belongs to no field stands under ``""``.

    ``fields`` maps a dotted path below ``input`` to a form field; the longest beginning that matches counts.
    """
    found: dict[str, str] = {}
    for error in errors:
        path = error["path"][1:]
        names = (fields.get(".".join(path[:length])) for length in range(len(path), 0, -1))
        found.setdefault(next((name for name in names if name), ""), error["message"])
    return found


def digits_of(entered: str) -> str:
    """The decimal digits in what somebody typed, in any script, as 0 to 9; everything else is dropped."""
    return "".join(str(unicodedata.decimal(sign)) for sign in entered if unicodedata.decimal(sign, None) is not None)
