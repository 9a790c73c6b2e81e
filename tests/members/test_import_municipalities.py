import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from server.kernel.table import today
from server.members.municipalities import Problem, Report, import_municipalities
from server.members.rules import check_digit

REGISTER = Path(
    os.environ.get("KAKEHASHI_MUNICIPALITIES", Path(__file__).parents[3] / "shared" / "data" / "municipalities.csv")
)
HEADING = "pid,pref,cid,city,citykana,lat,lng,url,phrase,lgcode"
SAPPORO = '1,北海道,1100,札幌市,さっぽろし,43.06208877,141.3543886,https://example.org/,"市民の力、\n文化",011002'
CHIYODA = "13,東京都,13101,千代田区,ちよだく,35.69,139.75,,,131016"
NAHA = "47,沖縄県,47201,那覇市,なはし,,,,,472018"


@pytest.fixture
def register(tmp_path: Path) -> Any:
    """Writes a file of these lines and gives its path."""

    def write(*lines: str, encoding: str = "utf-8") -> Path:
        file = tmp_path / "register.csv"
        file.write_bytes("\n".join(lines).encode(encoding))
        return file

    return write


def stored(behind: Any) -> dict[str, tuple[str, date | None]]:
    return {
        row["code"]: (row["name"], row["closed_on"]) for row in behind.rows("select * from municipality order by code")
    }


@pytest.mark.usefixtures("fresh")
def test_new_places_are_inserted_known_ones_changed_missing_ones_closed_and_none_deleted(behind, register):
    behind.rows("update municipality set name = 'old' where code = '131016'")
    behind.rows("update municipality set closed_on = null where code = '112089'")
    steps: list[tuple[int, int]] = []

    report = import_municipalities(
        behind.url, register(HEADING, SAPPORO, CHIYODA), progress=lambda *step: steps.append(step)
    )

    assert report == Report(inserted=1, changed=1, closed=1, unchanged=0, problems=[], written=True)
    assert steps == [(1, 2), (2, 2)]
    assert stored(behind) == {"011002": ("札幌市", None), "112089": ("所沢市", today()), "131016": ("千代田区", None)}
    assert behind.row("municipality", code="011002") == {
        "code": "011002",
        "prefecture": "JP-01",
        "name": "札幌市",
        "kana": "さっぽろし",
        "latitude": 43.06208877,
        "longitude": 141.3543886,
        "closed_on": None,
    }


@pytest.mark.usefixtures("fresh")
def test_the_same_file_a_second_time_changes_nothing(behind, register):
    file = register(HEADING, SAPPORO, CHIYODA, NAHA)
    import_municipalities(behind.url, file)

    with behind.unchanged():
        report = import_municipalities(behind.url, file)

    assert report == Report(inserted=0, changed=0, closed=0, unchanged=3, problems=[], written=True)


@pytest.mark.usefixtures("fresh")
def test_a_code_that_comes_back_is_open_again(behind, register):
    file = register(HEADING, CHIYODA, f"11,埼玉県,11208,所沢市,ところざわし,,,,,11208{check_digit('11208')}")

    report = import_municipalities(behind.url, file)

    assert (report.changed, report.closed, stored(behind)["112089"]) == (1, 0, ("所沢市", None))


WRONG = [
    (
        "13,東京都,13101,千代田区,ちよだく,35.69,139.75,,,131017",
        "The code 131017 has a wrong check digit; 13101 needs 6.",
    ),
    (
        "1,北海道,1100,札幌市,さっぽろし,43.06,141.35,,,11002",
        "The code '11002' does not have six digits. A spreadsheet may have dropped a leading zero.",
    ),
    ("12,千葉県,13101,千代田区,ちよだく,35.69,139.75,,,131016", "The code 131016 does not lie in prefecture '12'."),
    (f"48,月面,48101,静かの海,しずかのうみ,35.69,139.75,,,48101{check_digit('48101')}", "There is no prefecture 48."),
    ("13,東京都,13101,,ちよだく,35.69,139.75,,,131016", "The column city is empty."),
    ("13,東京都,13101,千代田区, ,35.69,139.75,,,131016", "The column citykana is empty."),
    (
        "13,東京都,13101,千代田区,ちよだく,135.69,139.75,,,131016",
        "The column lat is '135.69', which is no place in Japan.",
    ),
    ("13,東京都,13101,千代田区,ちよだく,35.69,nan,,,131016", "The column lng is 'nan', which is no place in Japan."),
    ("13,東京都,13101,千代田区,ちよだく", "The row has more or fewer fields than the heading."),
]


@pytest.mark.parametrize(("row", "words"), WRONG, ids=[words[:30] for _, words in WRONG])
def test_one_wrong_row_is_reported_by_its_line_and_nothing_is_written(behind, register, row, words):
    with behind.unchanged():
        report = import_municipalities(behind.url, register(HEADING, NAHA, row))

    assert report.problems == [Problem(3, words)]
    assert not report.written


@pytest.mark.usefixtures("fresh")
@pytest.mark.row("M3")
def test_every_fault_of_every_row_is_reported_and_a_code_given_twice(behind, register):
    report = import_municipalities(
        behind.url, register(HEADING, SAPPORO, CHIYODA, CHIYODA, "13,東京都,13101,,,35.69,139.75,,,131016")
    )

    assert report.problems == [
        Problem(5, "The code 131016 stands in the file twice."),
        Problem(6, "The column city is empty."),
        Problem(6, "The column citykana is empty."),
    ]


@pytest.mark.usefixtures("fresh")
def test_on_request_the_good_rows_are_kept_and_then_no_code_is_closed(behind, register):
    behind.rows("update municipality set closed_on = null where code = '112089'")

    report = import_municipalities(behind.url, register(HEADING, NAHA, WRONG[0][0]), keep_good=True)

    assert report == Report(inserted=1, problems=[Problem(3, WRONG[0][1])], written=True)
    assert stored(behind) == {"112089": ("所沢市", None), "131016": ("千代田区", None), "472018": ("那覇市", None)}


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_byte_order_mark_does_not_matter(behind, register, encoding):
    assert import_municipalities(behind.url, register(HEADING, CHIYODA, encoding=encoding)).problems == []


@pytest.mark.parametrize(
    ("lines", "encoding", "words"),
    [
        ([], "utf-8", "The file is empty."),
        (["", " ", ""], "utf-8", "The file is empty."),
        ([HEADING], "utf-8", "The file has a heading and no rows."),
        (
            [HEADING, CHIYODA],
            "cp932",
            "The file looks like Shift_JIS (cp932), not UTF-8. Please save it as UTF-8 and try again.",
        ),
        ([HEADING, CHIYODA], "utf-16", "The file is UTF-16, not UTF-8. Please save it as UTF-8 and try again."),
        (
            ["pid,city,lgcode", "13,千代田区,131016"],
            "utf-8",
            "Columns are missing: citykana, lat, lng. The heading needs pid, city, citykana, lat, lng, lgcode.",
        ),
        ([HEADING, '13,"千代田区'], "utf-8", "The file is not CSV: line 2: unexpected end of data."),
    ],
    ids=["nothing", "blank", "heading", "cp932", "utf-16", "columns", "quotes"],
)
def test_a_file_that_cannot_be_understood_is_refused_in_words(behind, register, lines, encoding, words):
    with behind.unchanged():
        report = import_municipalities(behind.url, register(*lines, encoding=encoding), keep_good=True)

    assert report == Report(problems=[Problem(None, words)])


def test_a_binary_file_and_a_missing_one_are_refused_in_words(behind, tmp_path):
    binary = tmp_path / "register.xlsx"
    binary.write_bytes(bytes(range(256)) * 40)

    assert import_municipalities(behind.url, binary).problems == [
        Problem(None, "The file is not text in UTF-8. Please save it as CSV in UTF-8 and try again.")
    ]
    assert import_municipalities(behind.url, tmp_path / "none.csv").problems == [
        Problem(None, "The file cannot be read: No such file or directory.")
    ]


@pytest.mark.usefixtures("fresh")
def test_without_prefectures_nothing_can_be_taken_in(behind, register):
    behind.rows("update organisation set municipality_code = null, prefecture = null")
    behind.rows("update grievance set prefecture = null")
    behind.rows("delete from site_headcount")
    behind.rows("delete from site")
    behind.rows("delete from municipality")
    behind.rows("delete from prefecture")

    assert import_municipalities(behind.url, register(HEADING, CHIYODA)).problems == [
        Problem(None, "The database has no prefectures. Run `kakehashi migrate` first.")
    ]


@pytest.mark.usefixtures("fresh")
@pytest.mark.skipif(not REGISTER.exists(), reason="the register of all local governments is not at hand")
def test_the_register_of_all_local_governments_is_taken_in_whole(behind):
    report = import_municipalities(behind.url, REGISTER)

    assert (report.problems, report.inserted + report.changed + report.unchanged, report.closed) == ([], 1916, 0)
    codes = [row["code"] for row in behind.rows("select code from municipality where closed_on is null")]
    assert len(codes) == 1916
    assert all(check_digit(code[:5]) == code[5] for code in codes)
    with behind.unchanged():
        assert import_municipalities(behind.url, REGISTER).unchanged == 1916
