"""The file of an export: everything held about a member, as JSON, as a workbook, or as a ZIP of CSV.

It is written to disk table by table, a few hundred rows in memory at a time, and sent from there.
"""

import contextlib
import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import IO, Any

import xlsxwriter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from schema.connections import key_of
from schema.exchange_http import JSON, XLSX, answered, defused
from server.exchange import exports
from server.exchange.models import ExportFormat, MemberExport
from server.kernel.sealing import Token
from server.kernel.session import Door

IN_MEMORY = 2_000_000
"""Bytes of a file that are held in memory; a larger one goes to disk."""

PIECE = 65_536
MEDIA = {ExportFormat.JSON: JSON, ExportFormat.XLSX: XLSX, ExportFormat.CSV: "application/zip"}
ENDING = {ExportFormat.JSON: "json", ExportFormat.XLSX: "xlsx", ExportFormat.CSV: "zip"}


async def download(request: Request, token: Token | None, language: str) -> Response:
    """The file of an export that the caller has just asked for."""
    door: Door = request.app.state.door
    id = key_of("MemberExport", request.path_params["id"], "id")
    with contextlib.ExitStack() as open_files:
        async with door.writing(token, language) as session:
            asked = await exports.asked_for(session, id)
            file: IO[bytes] = open_files.enter_context(tempfile.SpooledTemporaryFile(IN_MEMORY))
            await write(asked, exports.held(session.connection.driver, asked.organisation_id), file)
        open_files.pop_all()  # it is closed when it is sent
    file.seek(0)
    name = f"member-{asked.asked_at:%Y%m%d}.{ENDING[asked.format]}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(pieces(file), media_type=MEDIA[asked.format], headers=headers)


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """The file, piece by piece."""
    with file:
        while piece := file.read(PIECE):
            yield piece


async def write(asked: MemberExport, tables: exports.Held, file: IO[bytes]) -> None:
    """Write all tables in the form that was asked for."""
    match asked.format:
        case ExportFormat.JSON:
            await write_json(asked, tables, file)
        case ExportFormat.XLSX:
            await write_workbook(tables, file)
        case ExportFormat.CSV:
            await write_archive(tables, file)


async def write_json(asked: MemberExport, tables: exports.Held, file: IO[bytes]) -> None:
    """One object: what this is, every table with its rows, and what is left out, with the reasons."""
    about = {"member": asked.organisation_id, "asked_at": asked.asked_at, "purpose": asked.purpose}
    file.write(f'{{"about": {dumped(about)}, "left_out": {dumped(exports.LEFT_OUT)}, "tables": {{'.encode())
    first = True
    async for name, columns, rows in tables:
        file.write(f"{'' if first else ','}\n{dumped(name)}: [".encode())
        first, comma = False, ""
        async for row in rows:
            values = {
                column: parsed(row[column]) if is_json else plain(row[column]) for column, is_json in columns.items()
            }
            file.write(f"{comma}\n{dumped(values)}".encode())
            comma = ","
        file.write(b"]")
    file.write(b"}}\n")


async def write_workbook(tables: exports.Held, file: IO[bytes]) -> None:
    """A sheet for each table. Texts are written as texts, so that none is taken for a formula."""
    with xlsxwriter.Workbook(file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        bold = book.add_format({"bold": True})
        async for name, columns, rows in tables:
            sheet = book.add_worksheet(name[:31])
            sheet.write_row(0, 0, columns, bold)
            place = 0
            async for row in rows:
                place += 1
                for at, column in enumerate(columns):
                    sheet.write_string(place, at, value(row[column])[:32_767])


async def write_archive(tables: exports.Held, file: IO[bytes]) -> None:
    """A CSV for each table, in UTF-8 with a byte order mark; what a spreadsheet would take for a formula is defused."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        async for name, columns, rows in tables:
            with archive.open(f"{name}.csv", "w") as member:
                member.write(b"\xef\xbb\xbf" + line(list(columns)))
                async for row in rows:
                    member.write(line([value(row[column]) for column in columns]))


def line(cells: Sequence[str]) -> bytes:
    """A line of CSV."""
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerow([defused(cell) for cell in cells])
    return written.getvalue().encode()


def value(found: Any) -> str:
    """A value of the database as text."""
    if isinstance(found, datetime | date):
        return found.isoformat()
    if isinstance(found, list):
        return ", ".join(map(str, found))
    return "" if found is None else str(found)


def plain(found: Any) -> Any:
    """A value of the database as JSON has it."""
    return found if found is None or isinstance(found, bool | int | float | list) else value(found)


def parsed(found: Any) -> Any:
    """A value that is JSON already."""
    return json.loads(found) if isinstance(found, str) else found


def dumped(found: Any) -> str:
    """As JSON, with letters of all scripts as they are."""
    return json.dumps(found, ensure_ascii=False, default=str)


ROUTES = [Route("/exchange/exports/{id}", answered(download), methods=["GET"])]
"""Where the files of exports are fetched."""
