import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.common.postal_codes import CANADIAN, clean_postal_code, province_of
from campaign.common.text import BadText


@pytest.mark.parametrize("typed", ["K1A 0A6", "k1a0a6", " k1a  0a6 ", "K1A-0A6", "K 1 A 0 A 6", "k1A\u00a00a6"])
def test_a_canadian_code_has_one_form(typed: str) -> None:
    assert clean_postal_code(typed) == "K1A 0A6"


@given(st.from_regex(CANADIAN, fullmatch=True), st.sampled_from(["", " ", "-"]))
def test_every_canadian_code_is_written_in_two_threes(letters: str, between: str) -> None:
    expected = f"{letters[:3]} {letters[3:]}"
    assert clean_postal_code(f"{letters[:3]}{between}{letters[3:]}".lower()) == expected


@pytest.mark.parametrize("place", [0, 2, 4])
@pytest.mark.parametrize("letter", "DFIOQU")
def test_letters_that_canada_post_never_uses_are_refused(place: int, letter: str) -> None:
    typed = "K1A0A6"[:place] + letter + "K1A0A6"[place + 1 :]
    with pytest.raises(BadText) as refusal:
        clean_postal_code(typed)
    assert refusal.value.code == "canadian"


@pytest.mark.parametrize("typed", ["W1A 0A6", "Z1A 0A6", "K1A OA6", "KIA 0A6", "K1A 0AO"])
def test_a_code_that_was_meant_as_canadian_and_is_none_is_refused(typed: str) -> None:
    with pytest.raises(BadText) as refusal:
        clean_postal_code(typed)
    assert refusal.value.code == "canadian"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        *(("sw1a 1aa", "SW1A 1AA"), ("W1A 1AA", "W1A 1AA"), ("12345-6789", "12345-6789"), ("75001", "75001")),
        *(("d02 x285", "D02 X285"), ("1234 ab", "1234 AB"), ("LV-1010", "LV-1010"), ("BIQQ 1ZZ", "BIQQ 1ZZ")),
    ],
)
def test_codes_of_other_countries_pass_in_capitals(typed: str, kept: str) -> None:
    assert clean_postal_code(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "7",
        "--",
        "Toronto",
        "-75001",
        "75001-",
        "75/001",
        "１２３４５",
        "1" * 13,
        "K1A\n0A6",
        "75001é",
        "1234ß",
    ],
)
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(BadText):
        clean_postal_code(typed)


@given(st.text())
def test_any_text_is_refused_or_cleaned_for_good(text: str) -> None:
    try:
        code = clean_postal_code(text)
    except BadText:
        return
    assert clean_postal_code(code) == code
    assert code.isascii()
    assert 2 <= len(code) <= 12


@pytest.mark.parametrize(
    ("code", "province"),
    [
        ("K1A 0A6", "ON"),
        ("H2X 1Y4", "QC"),
        ("A1C 5H1", "NL"),
        ("X0A 0H0", "NU"),
        ("X1A 1P8", "NT"),
        ("10115", ""),
        ("", ""),
    ],
)
def test_the_first_letter_of_a_canadian_code_is_its_province(code: str, province: str) -> None:
    assert province_of(code) == province
