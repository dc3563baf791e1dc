import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from campaign.common.addresses import (
    COMMON,
    LOCAL_LIMIT,
    ONE_HOME,
    REAL,
    TOTAL_LIMIT,
    BadAddress,
    distance,
    parse_address,
    suggest,
)

LOCALS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,20}[A-Za-z0-9]", fullmatch=True).filter(
    lambda text: ".." not in text
)
DOMAINS = st.sampled_from(
    ["mail.example", "gmail.com", "googlemail.com", "Bell.net", "BÜCHER.de", "a.b.c.mail.example"]
)


@pytest.mark.parametrize(
    ("typed", "display"),
    [
        ("ann@mail.example", "ann@mail.example"),
        ("  ann@mail.example ", "ann@mail.example"),
        ("Ann.Lee@Mail.EXAMPLE", "Ann.Lee@mail.example"),
        ("ann+petition@mail.example", "ann+petition@mail.example"),
        ("o'neil@mail.example", "o'neil@mail.example"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        ("ann@xn--bcher-kva.example", "ann@xn--bcher-kva.example"),
        ("ann@ＭＡＩＬ.example", "ann@mail.example"),
        (f"{'a' * LOCAL_LIMIT}@mail.example", f"{'a' * LOCAL_LIMIT}@mail.example"),
    ],
)
def test_mail_goes_to_the_address_as_typed_with_its_domain_in_lower_case_ascii(typed: str, display: str) -> None:
    assert parse_address(typed).display == display


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("ann", "malformed"),
        ("ann@", "malformed"),
        ("@mail.example", "malformed"),
        ("ann@mail", "malformed"),
        ("ann@mail.x", "malformed"),
        ("ann@@mail.example", "malformed"),
        ("ann.@mail.example", "malformed"),
        ("a..b@mail.example", "malformed"),
        ("ann lee@mail.example", "malformed"),
        ('"ann lee"@mail.example', "malformed"),
        ("Ann <ann@mail.example>", "malformed"),
        ("ann@mail.example, bob@mail.example", "malformed"),
        ("ann@[192.0.2.1]", "malformed"),
        ("ann@192.0.2.1", "malformed"),
        ("ann@ma_il.example", "malformed"),
        ("ann@-mail.example", "malformed"),
        ("ann@mail.example.", "malformed"),
        ("ann@localhost", "reserved"),
        ("ann@LocalHost", "reserved"),
        ("ann@mail.test", "reserved"),
        ("ann@mail.invalid", "reserved"),
        ("ann@printer.local", "reserved"),
        ("änn@mail.example", "not_ascii"),
        ("аnn@mail.example", "not_ascii"),
        ("ann@mail.example\n", "control"),
        ("ann@mail.example\r\nBcc: x@evil.example", "control"),
        ("a\x00nn@mail.example", "control"),
        ("ann@mail.example\u2028", "control"),
        (f"ann@{chr(0xD800)}mail.example", "control"),
        (f"{'a' * (LOCAL_LIMIT + 1)}@mail.example", "too_long"),
        (f"a@{'b.' * 200}example", "too_long"),
    ],
)
def test_an_address_that_cannot_be_written_to_is_refused_with_a_sentence(typed: str, code: str) -> None:
    with pytest.raises(BadAddress) as refusal:
        parse_address(typed)
    assert refusal.value.code == code
    assert refusal.value.messages[0].endswith(".")


def test_the_length_limit_counts_the_address_as_it_is_sent() -> None:
    short, long = f"ann@{'é.' * 25}example", f"ann@{'é.' * 40}example"
    assert len(short) < len(parse_address(short).display) <= TOTAL_LIMIT
    assert len(long) <= TOTAL_LIMIT
    with pytest.raises(BadAddress):
        parse_address(long)


@given(st.text())
@example("a@b.c\r\n")
@example("@" * 300)
def test_any_text_is_an_address_within_the_limits_or_refused(text: str) -> None:
    try:
        address = parse_address(text)
    except BadAddress:
        return
    local, _at, domain = address.display.rpartition("@")
    assert address.display.isascii()
    assert address.display.isprintable()
    assert len(local) <= LOCAL_LIMIT
    assert len(address.display) <= TOTAL_LIMIT
    assert domain == domain.lower()


@given(LOCALS, DOMAINS)
def test_what_has_been_parsed_parses_to_itself(local: str, domain: str) -> None:
    address = parse_address(f"{local}@{domain}")
    assert parse_address(address.display) == address


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann@mail.example", "ann@MAIL.example"),
        ("ann@mail.example", "ann+news@mail.example"),
        ("ann@mail.example", "ann+a+b@mail.example"),
        ("annlee@gmail.com", "Ann.Lee@gmail.com"),
        ("annlee@gmail.com", "a.n.n.lee+x@googlemail.com"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
    ],
)
def test_spellings_of_one_mailbox_have_one_canonical_address(one: str, other: str) -> None:
    assert parse_address(one).canonical == parse_address(other).canonical


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ann.lee@mail.example", "annlee@mail.example"),
        ("ann@mail.example", "ann@mail2.example"),
        ("ann-x@mail.example", "ann@mail.example"),
        ("+ann@mail.example", "+bob@mail.example"),
    ],
)
def test_different_mailboxes_keep_different_canonical_addresses(one: str, other: str) -> None:
    assert parse_address(one).canonical != parse_address(other).canonical


@given(LOCALS, DOMAINS)
def test_canonical_addresses_are_stable_and_lower_case(local: str, domain: str) -> None:
    canonical = parse_address(f"{local}@{domain}").canonical
    assert canonical == canonical.lower()
    assert "+" not in canonical
    assert canonical == parse_address(f"{local.upper()}@{domain.upper()}").canonical


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ann@gmial.com", "ann@gmail.com"),
        ("ann@gmal.com", "ann@gmail.com"),
        ("ann@gmaill.com", "ann@gmail.com"),
        ("ann@gnail.com", "ann@gmail.com"),
        ("ann@gmail.con", "ann@gmail.com"),
        ("ann@gmail.cmo", "ann@gmail.com"),
        ("ann@gmail.ca", "ann@gmail.com"),
        ("ann@gmail.co.uk", "ann@gmail.com"),
        ("ann@gmial.con", "ann@gmail.com"),
        ("ann@gmаil.com", "ann@gmail.com"),
        ("ann@xn--gmil-63d.com", "ann@gmail.com"),
        ("Ann.Lee@Hotmial.com", "Ann.Lee@hotmail.com"),
        ("ann@hotmail.cm", "ann@hotmail.com"),
        ("ann@hotmial.ca", "ann@hotmail.ca"),
        ("ann@yaho.ca", "ann@yahoo.ca"),
        ("ann@outlok.com", "ann@outlook.com"),
        ("ann@iclould.com", "ann@icloud.com"),
        ("ann@icloud.ca", "ann@icloud.com"),
        ("ann@ebll.net", "ann@bell.net"),
        ("ann@simpatico.ca", "ann@sympatico.ca"),
        ("ann@simpatcio.ca", "ann@sympatico.ca"),
        ("ann@rogesr.com", "ann@rogers.com"),
        ("ann@sahw.ca", "ann@shaw.ca"),
        ("ann@telsu.net", "ann@telus.net"),
        ("ann@videotorn.ca", "ann@videotron.ca"),
        ("ann@protnmial.com", "ann@protonmail.com"),
        ("ann@live.con", "ann@live.com"),
    ],
)
def test_a_near_miss_of_a_common_domain_gets_a_suggestion(typed: str, meant: str) -> None:
    assert suggest(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        *("", "ann", "ann@", "ann@gmial", f"ann@{chr(0xD800)}.com", "a b@gmial.com"),
        *("ann@mail.example", "ann@parl.gc.ca", "ann@utoronto.ca", "ann@hotmail.co.uk", "ann@yahoo.com.mx"),
        *("ann@yahoo.de", "ann@yahoo.cl", "ann@bell.ca", "ann@dell.net", "ann@love.ca", "ann@shaw.com", "ann@free.fr"),
        *("ann@taboo.com", "ann@snail.com", "ann@venus.net", "ann@gmx.net", "ann@mail.photon.example"),
        *(
            "ann@mail.com",
            "ann@email.com",
            "ann@ymail.com",
            "ann@gmx.com",
            "ann@me.com",
            "ann@mail.ca",
            "ann@proton.ch",
        ),
    ],
)
def test_a_real_or_unknown_domain_gets_no_suggestion(typed: str) -> None:
    assert suggest(typed) is None


@pytest.mark.parametrize(
    "domain", [f"{name}.{end}" for table in (COMMON, REAL) for end in table for name in sorted(table[end])]
)
def test_a_listed_domain_is_never_corrected(domain: str) -> None:
    assert suggest(f"ann@{domain}") is None


@pytest.mark.parametrize("domain", [f"{name}.{end}" for end in REAL for name in sorted(REAL[end])])
def test_each_real_domain_would_be_corrected_were_it_not_listed(domain: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campaign.common.addresses.REAL", {})
    assert suggest(f"ann@{domain}") is not None


@given(LOCALS, st.sampled_from(sorted({*COMMON["com"], *COMMON["ca"]})), st.data())
def test_a_suggestion_keeps_what_stands_before_the_at_and_is_itself_final(
    local: str, name: str, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(name) - 1))
    suggestion = suggest(f"{local}@{name[:cut]}{name[cut + 1 :]}.com")
    if suggestion is not None:
        kept, _at, domain = suggestion.rpartition("@")
        assert kept == local
        assert suggest(suggestion) is None
        assert domain in {*ONE_HOME.values(), *(f"{each}.com" for each in COMMON["com"])}


@pytest.mark.parametrize(
    ("one", "other", "strokes"),
    [
        ("", "", 0),
        ("gmail", "gmail", 0),
        ("gmial", "gmail", 1),
        ("gmal", "gmail", 1),
        ("kitten", "sitting", 3),
        ("", "abc", 3),
    ],
)
def test_distance_counts_strokes(one: str, other: str, strokes: int) -> None:
    assert distance(one, other) == strokes


@given(st.text(max_size=8), st.text(max_size=8))
def test_distance_is_symmetric_and_zero_only_for_equals(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
