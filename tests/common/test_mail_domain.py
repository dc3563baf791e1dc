"""What the sending domain's DNS says of its mail, asked of a real server that answers well, badly, or not at all."""

import time

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from campaign.common import mail_domain
from campaign.common.mail_domain import Finding, Report, examine
from tests.dns_server import SERVFAIL, SILENCE, Zone, dns_server, txt

DOMAIN, SELECTOR = "act.example.org", "mail2026"
KEY_NAME = f"{SELECTOR}._domainkey.{DOMAIN}"
POLICY_NAME = f"_dmarc.{DOMAIN}"
# As long as a 2048-bit RSA key: more than one string holds.
KEY = "v=DKIM1; k=rsa; p=" + "MIIBIjANBgkq" * 25
GOOD: dict[str, list[str]] = {
    DOMAIN: [txt("google-site-verification=abc"), txt("v=spf1 include:spf.mail.example -all")],
    KEY_NAME: [txt(KEY)],
    POLICY_NAME: [txt("v=DMARC1; p=reject; rua=mailto:dmarc@act.example.org")],
}
ALL_GOOD = Report(Finding.GOOD, Finding.GOOD, Finding.GOOD, "reject")


def found(settings: Settings, zone: Zone, selector: str = SELECTOR, domain: str = DOMAIN) -> Report:
    with dns_server(zone) as server:
        settings.DNS_SERVER = server.address
        return examine(domain, selector)


def test_a_domain_with_all_three_records_is_good_though_its_key_fills_several_strings(settings: Settings) -> None:
    assert len(KEY) > 300
    assert GOOD[KEY_NAME][0].count('" "') == 1
    assert found(settings, GOOD) == ALL_GOOD


def test_a_domain_without_any_record_has_none(settings: Settings) -> None:
    nothing = Report(Finding.NONE, Finding.NONE, Finding.NONE, "")
    assert found(settings, {}) == nothing  # NXDOMAIN
    assert found(settings, {DOMAIN: [], KEY_NAME: [], POLICY_NAME: []}) == nothing  # the names are there, without a TXT


@pytest.mark.parametrize(
    ("records", "finding"),
    [
        (["v=spf1 -all"], Finding.GOOD),
        (["V=SPF1 redirect=_spf.mail.example"], Finding.GOOD),
        (["v=spf1"], Finding.GOOD),
        (["v=spf1 include:a.example -all", "v=spf1 include:b.example -all"], Finding.SEVERAL),
        (["v=spf10 -all"], Finding.NONE),
        (["spf1 -all"], Finding.NONE),
        (["v=spf1 +all"], Finding.LAX),
        (["v=spf1 mx all"], Finding.LAX),
        (["v=spf1 include:" + "a" * 300 + ".example -all"], Finding.GOOD),
    ],
)
def test_spf_counts_if_it_is_one_record_that_does_not_let_everybody_send(
    settings: Settings, records: list[str], finding: Finding
) -> None:
    assert found(settings, GOOD | {DOMAIN: [txt(each) for each in records]}).spf is finding


@pytest.mark.parametrize(
    ("records", "finding", "policy"),
    [
        (["v=DMARC1; p=quarantine"], Finding.GOOD, "quarantine"),
        (["v=DMARC1;p=REJECT"], Finding.GOOD, "reject"),
        (["v=DMARC1; p=none; rua=mailto:x@mail.example"], Finding.LAX, "none"),
        (["v=DMARC1; rua=mailto:x@mail.example"], Finding.LAX, ""),
        (["v=DMARC1; p=reject", "v=DMARC1; p=none"], Finding.SEVERAL, ""),
        (["v=DMARC10; p=reject"], Finding.NONE, ""),
    ],
)
def test_dmarc_counts_if_it_is_one_record_that_says_what_becomes_of_forgeries(
    settings: Settings, records: list[str], finding: Finding, policy: str
) -> None:
    report = found(settings, GOOD | {POLICY_NAME: [txt(each) for each in records]})
    assert (report.dmarc, report.policy) == (finding, policy)


@pytest.mark.parametrize(("record", "policy"), [("p=reject", "reject"), ("p=reject; sp=none", "none")])
def test_a_policy_of_the_domain_above_holds_with_its_word_for_what_is_below(
    settings: Settings, record: str, policy: str
) -> None:
    zone = {DOMAIN: GOOD[DOMAIN], "_dmarc.example.org": [txt(f"v=DMARC1; {record}")]}
    assert found(settings, zone).policy == policy


def test_nobody_asks_a_whole_top_level_for_its_policy(settings: Settings) -> None:
    with dns_server({}) as server:
        settings.DNS_SERVER = server.address
        examine(DOMAIN, "")
        assert sorted(server.asked) == ["_dmarc.act.example.org", "_dmarc.example.org", "act.example.org"]


def test_a_key_that_was_taken_back_and_a_selector_that_nobody_named_are_told_apart(settings: Settings) -> None:
    assert found(settings, GOOD | {KEY_NAME: [txt("v=DKIM1; p=")]}).dkim is Finding.REVOKED
    assert found(settings, GOOD, selector="").dkim is Finding.UNSET


@pytest.mark.parametrize("trouble", [SERVFAIL, SILENCE])
def test_what_cannot_be_looked_up_is_unknown_and_waits_three_seconds_at_most(settings: Settings, trouble: str) -> None:
    zone = {DOMAIN: trouble, KEY_NAME: trouble, POLICY_NAME: trouble}
    began = time.monotonic()
    assert found(settings, zone) == Report(Finding.UNKNOWN, Finding.UNKNOWN, Finding.UNKNOWN, "")
    assert time.monotonic() - began < mail_domain.TIMEOUT_SECONDS + 1


def test_one_name_without_an_answer_does_not_hide_the_others(settings: Settings) -> None:
    report = found(settings, GOOD | {POLICY_NAME: SERVFAIL})
    assert (report.spf, report.dkim, report.dmarc) == (Finding.GOOD, Finding.GOOD, Finding.UNKNOWN)


def test_a_server_that_is_not_there_is_unknown_too(settings: Settings) -> None:
    with dns_server({}) as server:
        settings.DNS_SERVER = server.address
    assert examine(DOMAIN, SELECTOR).spf is Finding.UNKNOWN


def test_what_was_found_is_asked_for_once_and_what_failed_is_not_kept_as_long(settings: Settings) -> None:
    assert mail_domain.FAILURE_KEPT_SECONDS < mail_domain.KEPT_SECONDS
    with dns_server(GOOD) as server:
        settings.DNS_SERVER = server.address
        assert examine(DOMAIN, SELECTOR) == ALL_GOOD
        asked = len(server.asked)
        assert examine(DOMAIN, SELECTOR) == ALL_GOOD
        assert len(server.asked) == asked


@pytest.mark.parametrize("address", ["dns.example.org", "127.0.0.1:dns", "127.0.0.1:99999", ":53"])
def test_a_dns_server_that_is_no_address_is_named_as_such(settings: Settings, address: str) -> None:
    settings.DNS_SERVER = address
    with pytest.raises(ImproperlyConfigured, match="DNS_SERVER"):
        examine(DOMAIN, SELECTOR)
