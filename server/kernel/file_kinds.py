"""What a file is, by its own first bytes; and whether it is whole. What it calls itself proves nothing."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from server.kernel.errors import Invalid, message

MOST_PIXELS = 40_000_000
"""A camera's picture; more would unpack into gigabytes."""
MOST_UNPACKED = 200 * 2**20
"""Bytes that an office document may unpack into."""
HEAD = 512
"""Bytes that say what a file is."""

UNKNOWN = message("This kind of file is not taken. Use PDF, JPEG, PNG, WebP, Word, Excel, CSV or plain text.")
BROKEN = message("This file is damaged or not whole. Open it, save it again, and send it once more.")
DISGUISED = message("This file is not what its name says it is.")
MACROS = message("This document contains macros. Save it without macros, or as PDF.")


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken."""

    media_type: str
    endings: tuple[str, ...]


PDF = Kind("application/pdf", (".pdf",))
JPEG = Kind("image/jpeg", (".jpg", ".jpeg"))
PNG = Kind("image/png", (".png",))
WEBP = Kind("image/webp", (".webp",))
WORD = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",))
EXCEL = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",))
CSV = Kind("text/csv", (".csv",))
PLAIN = Kind("text/plain", (".txt",))
PICTURES = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
OFFICE = {WORD: "word/document.xml", EXCEL: "xl/workbook.xml"}


def kind_of(head: bytes, name: str) -> Kind:
    """The kind that the first bytes tell. Invalid where it is none of ours, or not the one that the name claims."""
    ending = Path(name.lower()).suffix
    found = _told_by(head, ending)
    if found is None:
        raise Invalid("file", UNKNOWN)
    if ending not in found.endings:
        raise Invalid("file", DISGUISED)
    return found


def _told_by(head: bytes, ending: str) -> Kind | None:
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"PK\x03\x04"):
        return EXCEL if ending == ".xlsx" else WORD
    return {".csv": CSV, ".txt": PLAIN}.get(ending) if _is_text(head[:-4] or head) else None


def _is_text(part: bytes) -> bool:
    return not any(byte < 32 and byte not in b"\t\r\n\f" for byte in part)


def checked(path: Path, kind: Kind) -> Path:
    """The file to keep: itself where it is whole, or for a picture a new one without metadata. Invalid where broken.

    Blocks: call it in a thread.
    """
    try:
        if kind in PICTURES:
            return _drawn_anew(path, kind)
        if kind is PDF:
            _check_pdf(path)
        elif kind in OFFICE:
            _check_office(path, kind)
        else:
            _check_text(path)
    except Invalid:
        raise
    except (OSError, ValueError, zipfile.BadZipFile, UnidentifiedImageError, Image.DecompressionBombError, EOFError):
        raise Invalid("file", BROKEN) from None
    return path


def _drawn_anew(path: Path, kind: Kind) -> Path:
    """Pixels only: places, names and times that cameras write, and whatever hides behind a picture, stay out."""
    with Image.open(path, formats=[PICTURES[kind]]) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Invalid("file", message("This picture is too large. Make it smaller and send it again."))
        turned = picture.getexif().get(0x0112, 1)
        picture.load()
        flat = picture.convert("RGBA" if kind is not JPEG and "A" in picture.getbands() else "RGB")
    upright = flat.rotate({3: 180, 6: 270, 8: 90}.get(turned, 0), expand=True)
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    drawn = path.with_suffix(".drawn")
    bare.save(drawn, PICTURES[kind], quality=88)
    return drawn


def _check_pdf(path: Path) -> None:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 2048), io.SEEK_SET)
        if b"%%EOF" not in file.read():
            raise Invalid("file", BROKEN)


def _check_office(path: Path, kind: Kind) -> None:
    with zipfile.ZipFile(path) as packed:
        names = {one.filename for one in packed.infolist()}
        if "[Content_Types].xml" not in names or OFFICE[kind] not in names:
            raise Invalid("file", DISGUISED)
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise Invalid("file", MACROS)
        if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED or packed.testzip():
            raise Invalid("file", BROKEN)


def _check_text(path: Path) -> None:
    try:
        with path.open(encoding="utf-8-sig") as lines:
            while part := lines.read(2**16):
                if not _is_text(part.encode()):
                    raise Invalid("file", UNKNOWN)
    except UnicodeDecodeError:
        raise Invalid("file", UNKNOWN) from None
