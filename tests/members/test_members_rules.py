import pytest

from server.kernel.errors import Invalid
from server.members import rules
from server.members.models import OrganisationKind


def refused(function, *entered) -> tuple[str, str]:
    with pytest.raises(Invalid) as refusal:
        function(*entered)
    return ".".join(refusal.value.path), refusal.value.text


@pytest.mark.parametrize(
    "entered",
    [
        "4011001098993",
        " 4011-0010-98993 ",
        "４０１１００１０９８９９３",
        "T4011001098993",
        "ｔ４０１１－００１０９８９９３",
        "4 0110 0109 8993",
        "4011ー001098993",
    ],
)
@pytest.mark.row("M3")
def test_a_corporate_number_is_read_however_people_write_it(entered):
    assert rules.corporate_number(entered) == "4011001098993"


@pytest.mark.parametrize(
    "entered", ["", "401100109899", "40110010989930", "4O11001098993", "X4011001098993", "TT4011001098993"]
)
def test_what_has_not_thirteen_digits_is_no_corporate_number(entered):
    assert refused(rules.corporate_number, entered) == ("corporate_number", "A corporate number has 13 digits.")


def test_burmese_digits_are_no_corporate_number():
    assert refused(rules.corporate_number, "၄၀၁၁၀၀၁၀၉၈၉၉၃")[0] == "corporate_number"


@pytest.mark.parametrize("place", range(13))
@pytest.mark.row("M3")
def test_one_wrong_digit_of_a_corporate_number_is_noticed(place):
    right = "4011001098993"
    for digit in set("123456789") - {right[place]}:
        wrong = right[:place] + digit + right[place + 1 :]
        if {digit, right[place]} != {"0", "9"}:
            assert refused(rules.corporate_number, wrong)[1].startswith("A digit of this corporate number is wrong.")


def test_the_check_of_a_corporate_number_cannot_tell_nought_from_nine():
    assert rules.corporate_number("4911001098993") == "4911001098993"


@pytest.mark.parametrize(
    "code",
    [
        "011002",
        "130001",
        "131016",
        "131067",
        "170003",
        "221309",
        "222119",
        "232017",
        "271004",
        "360007",
        "382019",
        "420000",
        "470007",
        "042056",
        "102059",
    ],
)
@pytest.mark.row("M3")
def test_codes_of_real_local_governments_pass(code):
    assert rules.municipality_code(code) == code


def test_a_municipality_code_is_read_however_people_write_it():
    assert rules.municipality_code(" １３１０１－６ ") == "131016"


@pytest.mark.parametrize("entered", ["", "13101", "1310160", "13101X", "၁၃၁၀၁၆"])
def test_what_has_not_six_digits_is_no_municipality_code(entered):
    assert refused(rules.municipality_code, entered) == ("municipality_code", "A municipality code has six digits.")


@pytest.mark.parametrize("place", range(6))
@pytest.mark.row("M3")
def test_one_wrong_digit_of_a_municipality_code_is_noticed(place):
    right = "131016"
    for digit in set("0123456789") - {right[place]}:
        wrong = right[:place] + digit + right[place + 1 :]
        assert refused(rules.municipality_code, wrong)[1].startswith("A digit of this municipality code is wrong.")


def test_a_code_tells_its_prefecture_and_whether_it_is_the_prefectures_own():
    assert (rules.prefecture_of("131016"), rules.is_prefectural("131016")) == ("JP-13", False)
    assert (rules.prefecture_of("130001"), rules.is_prefectural("130001")) == ("JP-13", True)


@pytest.mark.parametrize(
    ("entered", "stored"),
    [
        (" Hana.Sato@Example.org ", "hana.sato@example.org"),
        ("ｈａｎａ＠ｅｘａｍｐｌｅ．ｊｐ", "hana@example.jp"),
        ("o'neill+work@mail.example.co.jp", "o'neill+work@mail.example.co.jp"),
        ("花子@日本語.example", "花子@日本語.example"),
    ],
)
def test_an_address_is_stored_half_width_and_in_lower_case(entered, stored):
    assert rules.email(entered) == stored


@pytest.mark.parametrize(
    "entered",
    [
        "",
        "hana",
        "hana@",
        "@example.org",
        "hana@example",
        "hana sato@example.org",
        "hana@@example.org",
        "hana@ex ample.org",
        "hana@-example.org",
        "hana@example..org",
        ".hana@example.org",
        "hana.@example.org",
        "ha..na@example.org",
        "hana@example.org,taro@example.org",
        "Hana <hana@example.org>",
        "hana@example.org\nBcc: x@example.org",
        "a" * 65 + "@example.org",
        "hana@" + "a." * 130 + "org",
        "hana@127.0.0.1",
    ],
)
def test_where_no_letter_arrives_is_no_address(entered):
    assert refused(rules.email, entered) == ("contact_email", "This is not an e-mail address.")


def test_a_name_is_given_in_one_language_at_least_each_on_one_line():
    assert rules.name({"ja": " あおぞら\n 工業 ", "en": "Aozora"}) == {"ja": "あおぞら 工業", "en": "Aozora"}
    assert refused(rules.name, {}) == ("name", "Please give a name in at least one language.")
    assert refused(rules.name, {"en": "a" * 201}) == ("name", "This is longer than %(limit)s characters.")


@pytest.mark.parametrize("kind", OrganisationKind)
def test_each_kind_gives_the_corporate_number_it_has(kind):
    if kind in (OrganisationKind.COMPANY, OrganisationKind.MUNICIPALITY, OrganisationKind.GOVERNMENT_BODY):
        assert refused(rules.number_for, kind, " ") == ("corporate_number", "Please give the corporate number.")
    else:
        assert rules.number_for(kind, None) is None
    if kind is OrganisationKind.INDIVIDUAL:
        assert refused(rules.number_for, kind, "4011001098993")[0] == "corporate_number"
    else:
        assert rules.number_for(kind, "4011001098993") == "4011001098993"


@pytest.mark.parametrize("kind", OrganisationKind)
def test_a_municipality_alone_must_give_its_code(kind):
    if kind is OrganisationKind.MUNICIPALITY:
        assert refused(rules.code_for, kind, None) == ("municipality_code", "Please give the municipality code.")
    else:
        assert rules.code_for(kind, "") is None
    assert rules.code_for(kind, "131016") == "131016"


def test_nothing_need_be_said_about_why():
    assert (rules.motivation(None), rules.motivation("  "), rules.motivation(" To learn. ")) == (
        None,
        None,
        "To learn.",
    )
    assert refused(rules.motivation, "a" * 4001) == ("motivation", "This is longer than %(limit)s characters.")
