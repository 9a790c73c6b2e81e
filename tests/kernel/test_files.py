"""Files are taken in as streams, found to be what they are, kept apart, and given out by the row's policy."""

import io
import zipfile
from collections.abc import AsyncIterator, Callable
from hashlib import sha256
from typing import Any

import pytest
from PIL import Image

from server.kernel import file_kinds, files
from server.kernel.errors import Invalid, LimitReached
from server.kernel.files import Files
from tests.world import gid

PDF = b"%PDF-1.7\n" + b"1 0 obj << /Type /Catalog >> endobj\n" * 400 + b"trailer\n%%EOF\n"


def picture(kind: str = "JPEG", **saved: Any) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), (10, 90, 160)).save(made, kind, **saved)
    return made.getvalue()


def office(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name in names:
            packed.writestr(name, "<xml/>")
    return made.getvalue()


WORD = office("[Content_Types].xml", "word/document.xml")
EXCEL = office("[Content_Types].xml", "xl/workbook.xml")


@pytest.fixture
def send(client: Any) -> Callable[..., Any]:
    """Sends a file, and gives the HTTP answer."""

    async def sending(body: Any, name: str, who: Any, of: str = "aozora", **headers: str) -> Any:
        sent = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", **headers}
        if who:
            sent["Authorization"] = f"Bearer {who.token}"
        return await client.post(f"/files?organisation={gid('Organisation', of)}", content=body, headers=sent)

    return sending


@pytest.mark.row("C4")
@pytest.mark.parametrize(
    ("body", "name", "media_type"),
    [
        (PDF, "minutes.pdf", "application/pdf"),
        (picture(), "room.jpg", "image/jpeg"),
        (picture("PNG"), "room.PNG", "image/png"),
        (picture("WEBP"), "room.webp", "image/webp"),
        (WORD, "rules.docx", file_kinds.WORD.media_type),
        (EXCEL, "hours.xlsx", file_kinds.EXCEL.media_type),
        ("氏名,時間\n田中,40\n".encode(), "hours.csv", "text/csv"),
        (b"plain", "note.txt", "text/plain"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else None,
)
async def test_what_is_sent_is_found_to_be_what_it_is_and_given_back(send, client, editor, body, name, media_type):
    sent = await send(body, name, editor)

    assert sent.status_code == 201
    told = sent.json()
    assert told["mediaType"] == media_type
    got = await client.get(f"/files/{told['id']}", headers={"Authorization": f"Bearer {editor.token}"})
    assert got.headers["content-type"].startswith(media_type)
    assert got.headers["content-disposition"] == f"attachment; filename*=UTF-8''{name}"
    assert "sandbox" in got.headers["content-security-policy"]
    if not media_type.startswith("image/"):
        assert got.content == body


async def test_a_picture_is_drawn_anew_upright_and_says_nothing_of_where_it_was_taken(send, client, editor, ask):
    exif = Image.Exif()
    exif[0x010E] = "Behind the factory"
    exif[0x0112] = 6
    sent = await send(picture(exif=exif) + b"<script>hidden</script>", "room.jpg", editor)

    got = await client.get(f"/files/{sent.json()['id']}", headers={"Authorization": f"Bearer {editor.token}"})

    assert b"Behind the factory" not in got.content
    assert b"hidden" not in got.content
    with Image.open(io.BytesIO(got.content)) as kept:
        assert (kept.size, dict(kept.getexif())) == ((30, 40), {})
    shown = await ask(
        "query($id: ID!) { node(id: $id) { ... on StoredFile { name size sha256 } } }", editor, id=sent.json()["id"]
    )
    assert shown["node"] == {"name": "room.jpg", "size": len(got.content), "sha256": sha256(got.content).hexdigest()}


@pytest.mark.parametrize(
    ("body", "name", "text"),
    [
        (b"", "a.pdf", "This file is empty."),
        (b"MZ\x90\x00" + b"x" * 600, "a.pdf", file_kinds.UNKNOWN),
        (b"<script>", "a.html", file_kinds.UNKNOWN),
        (PDF, "a.jpg", file_kinds.DISGUISED),
        (picture(), "a.pdf", file_kinds.DISGUISED),
        (PDF[:-8], "a.pdf", file_kinds.BROKEN),
        (picture()[:200], "a.jpg", file_kinds.BROKEN),
        (office("[Content_Types].xml", "other"), "a.docx", file_kinds.DISGUISED),
        (WORD[:-10], "a.docx", file_kinds.BROKEN),
        (office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "a.docx", file_kinds.MACROS),
        (b"text\n" * 200 + b"\x00\x01", "a.txt", file_kinds.UNKNOWN),
        ("日本".encode("utf-16"), "a.csv", file_kinds.UNKNOWN),
    ],
    ids=["empty", "program", "page", "a PDF called picture", "a picture called PDF", "cut PDF", "cut picture",
         "no document", "cut document", "macros", "binary text", "another encoding"],
)  # fmt: skip
async def test_what_is_broken_or_disguised_is_refused_in_words(send, behind, editor, body, name, text):
    with behind.unchanged():
        answer = await send(body, name, editor)

    assert answer.status_code == 422
    assert answer.json() == {"errors": [{"code": "INVALID", "message": text, "path": ["file"]}]}


async def test_more_than_is_taken_is_refused_while_it_arrives(tmp_path):
    kept = Files(tmp_path, largest=10_000)
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        yield b"%PDF-1.7\n"
        while True:
            read += 1
            yield b"x" * 1000

    with pytest.raises(LimitReached):
        await kept.take_in(endless(), "long.pdf")
    assert read == 10
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_a_picture_of_too_many_pixels_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(file_kinds, "MOST_PIXELS", 100)

    async def chunks() -> AsyncIterator[bytes]:
        yield picture("PNG")

    with pytest.raises(Invalid):
        await Files(tmp_path).take_in(chunks(), "big.png")
    assert list((tmp_path / "incoming").iterdir()) == []


async def test_where_the_row_fails_the_store_forgets_the_file(tmp_path):
    kept = Files(tmp_path)

    async def chunks() -> AsyncIterator[bytes]:
        yield PDF

    arrived = await kept.take_in(chunks(), "a.pdf")
    with pytest.raises(RuntimeError):
        async with kept.keeping(arrived):
            raise RuntimeError
    assert list((tmp_path / "kept").iterdir()) == []


async def test_who_may_not_send_leaves_nothing(send, behind, people):
    for name, status in [(None, 401), ("worker", 403), ("reader", 403), ("rival", 403), ("officer", 403)]:
        with behind.unchanged():
            answer = await send(PDF, "a.pdf", people.get(name))
        assert (name, answer.status_code) == (name, status)


async def test_another_sites_page_may_not_send(send, behind, editor):
    with behind.unchanged():
        answer = await send(PDF, "a.pdf", editor, **{"Sec-Fetch-Site": "cross-site", "Origin": "https://else.example"})
    assert answer.status_code == 403


async def test_a_day_has_a_limit(send, editor, monkeypatch):
    monkeypatch.setattr(files, "MOST_A_DAY", 0)
    assert (await send(PDF, "a.pdf", editor)).status_code == 413


async def test_a_file_is_fetched_by_those_who_see_its_row_and_nobody_else(send, client, people, editor):
    id = (await send(PDF, "a.pdf", editor)).json()["id"]

    seen = {}
    for name in (None, "owner", "reader", "rival", "officer", "worker", "adviser"):
        headers = {"Authorization": f"Bearer {people[name].token}"} if name else {}
        seen[name] = (await client.get(f"/files/{id}", headers=headers)).status_code
    assert seen == {None: 404, "owner": 200, "reader": 200, "rival": 404, "officer": 404, "worker": 404, "adviser": 404}
    assert (await client.get("/files/nonsense")).status_code == 404
