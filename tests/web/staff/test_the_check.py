"""The check before a campaign goes out: each line tells how it stands and where to put it right; DNS is asked of a real server."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from campaign.accounts.models import User
from campaign.campaigns.models import Addressee, Campaign, CampaignText
from campaign.common.mail_domain import TIMEOUT_SECONDS
from campaign.delivery.models import AddressProposal, OutgoingMail, Pause
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.sending import drain
from campaign.delivery.services import Subject, pause
from campaign.delivery.states import State
from campaign.letters.parts import LetterParts
from campaign.letters.services import save_revision
from campaign.targets.models import Target, Tenure
from campaign.web.organizers.preflight.check import check
from campaign.web.organizers.preflight.lines import Line, Tone, listed, verdict_of
from tests import stories
from tests.dns_server import SERVFAIL, SILENCE, Server, dns_server, txt
from tests.web.staff.pages import links, words

CAMPAIGN = "/staff/campaigns/peaceful-protest/"
CHECK, OPEN = f"{CAMPAIGN}check/", f"{CAMPAIGN}open/"
DOMAIN = "act.example.org"
RECORDS: dict[str, list[str] | str] = {
    DOMAIN: [txt("v=spf1 include:spf.mail.example -all")],
    f"mail2026._domainkey.{DOMAIN}": [txt("v=DKIM1; k=rsa; p=" + "MIIBIjANBgkq" * 25)],
    f"_dmarc.{DOMAIN}": [txt("v=DMARC1; p=quarantine")],
}


def lines(campaign: Campaign, tone: Tone | None = None) -> list[Line]:
    return [line for line in check(campaign, timezone.now()) if tone in (None, line.tone)]


def about(campaign: Campaign, start: str) -> Line:
    """The one line that begins so."""
    (found,) = [line for line in lines(campaign) if line.sentence.startswith(start)]
    return found


def write(campaign: Campaign, language: str = "en", **changed: str) -> None:
    parts = {name: getattr(stories.LETTERS[language], name) for name in LetterParts.__slots__} | changed
    save_revision(campaign.letter, language, LetterParts(**parts), None)


def have_tests_sent(client: Client, *languages: str) -> None:
    for language in languages:
        client.post(f"{CHECK}test/", {"language": language})
    drain(SandboxProvider())


@pytest.fixture
def protest(protest: Campaign) -> Campaign:
    """Each recipient has a role of their own, which the letter's opening names: no two get the same words."""
    for row in protest.addressees.all():
        Addressee.objects.filter(pk=row.pk).update(role={"en": f"Role {row.position}", "fr": f"Rôle {row.position}"})
    return protest


@pytest.fixture
def live(settings: Settings) -> Iterator[Server]:
    """Live mode with all that a check can ask for; tests take away what they are about."""
    with dns_server(dict(RECORDS)) as server:
        settings.DELIVERY_MODE, settings.DNS_SERVER = "live", server.address
        settings.MAIL_DOMAIN, settings.DKIM_SELECTOR = DOMAIN, "mail2026"
        settings.EMAIL_URL, settings.EMAIL_URL_FALLBACK = "smtp://mail.example.org:25", ""
        settings.BOUNCE_URL, settings.MAILBOX_PER_HOUR = "maildir:///bounces", 60
        yield server


# The verdict and the page


def test_a_campaign_whose_tests_have_left_is_ready_and_says_so_first(as_organizer: Client, protest: Campaign) -> None:
    have_tests_sent(as_organizer, "en", "fr")
    page = words(as_organizer.get(CHECK))
    assert "Ready to go out: all that can be checked is as it should be." in page
    assert page.index("Ready to go out") < page.index("What was checked")
    assert {line.tone for line in lines(protest)} == {Tone.GOOD}


def test_before_that_it_asks_for_a_test_in_each_language(as_organizer: Client, protest: Campaign) -> None:
    page = as_organizer.get(CHECK)
    assert "It can go out, but look at 2 things first." in words(page)
    for language in ("English", "French"):
        line = about(protest, f"{language}: nobody of the team has had a test of revision 1 yet.")
        assert (line.tone, line.url) == (Tone.WARN, f"{CHECK}?language={language[:2].lower()}#test")
    assert 'id="test"' in page.content.decode()


def test_its_remedy_has_that_language_chosen_already(as_organizer: Client, protest: Campaign) -> None:
    line = about(protest, "French: nobody of the team has had a test")
    assert '<option value="fr" selected>' in as_organizer.get(line.url).content.decode()
    assert as_organizer.get(f"{CHECK}?language=nonsense").status_code == 200


def test_what_must_be_put_right_stands_above_what_to_look_at_and_what_is_well(
    as_organizer: Client, protest: Campaign
) -> None:
    CampaignText.objects.filter(language="fr").delete()
    tones = [line.tone for line in lines(protest)]
    assert tones == sorted(tones, key=["bad", "warn", "good"].index)
    assert "Not ready: one thing must be put right first." in words(as_organizer.get(CHECK))


def test_every_line_that_is_not_good_leads_to_a_page_that_is_there(as_organizer: Client, live: Server) -> None:
    Addressee.objects.update(greeting={})
    CampaignText.objects.filter(language="fr").delete()
    stories.open_campaign("other", people=1)
    live.zone = {}
    found = links(as_organizer.get(CHECK))
    for text in ("Write the page", "See who receives it", "Send me a test", "What to write into the DNS"):
        path, _, anchor = found[text].partition("#")
        answer = as_organizer.get(path)
        assert answer.status_code == 200
        assert not anchor or f'id="{anchor}"' in answer.content.decode()


def test_the_verdict_counts_what_is_left_to_do() -> None:
    bad, warn, good = (Line(tone, "") for tone in (Tone.BAD, Tone.WARN, Tone.GOOD))
    assert verdict_of([bad, bad, warn]).sentence == "Not ready: 2 things must be put right first."
    assert verdict_of([warn, good]).sentence == "It can go out, but look at one thing first."
    assert verdict_of([good]).tone is Tone.GOOD


def test_of_many_names_five_are_shown() -> None:
    assert listed(["A", "B", "A"]) == "A, B"
    assert listed("ABCDEFG") == "A, B, C, D, E and 2 more"


# The letter


def test_who_is_left_out_is_named_with_the_reason(protest: Campaign, contested: tuple[Tenure, Tenure]) -> None:
    Target.objects.filter(source_id="2").update(email="")
    line = about(protest, "2 recipients are left out today.")
    assert (line.tone, line.url) == (Tone.WARN, f"{CAMPAIGN}recipients/")
    assert line.more[0] == "Carl Critic. We know no address for this person."
    assert line.more[1].startswith("Shadow minister. It is not sure who holds this office: Critic6 Member or Critic7")


def test_what_is_paused_is_said(protest: Campaign, admin: User) -> None:
    nina = Target.objects.get(source_id="1")
    assert not [line for line in lines(protest) if "paused" in line.sentence]
    for subject in (
        Subject(Pause.Scope.SITE),
        Subject(Pause.Scope.CAMPAIGN, str(protest.pk)),
        Subject(Pause.Scope.TARGET, str(nina.pk)),
    ):
        pause(admin, "A rest", timezone.now(), subject)
    for said in (
        "All sending is paused.",
        "This campaign is paused.",
        "Letters to Nina Minister are paused by an admin.",
    ):
        assert about(protest, said).tone is Tone.WARN


def test_a_recipient_whose_mail_came_back_is_named_until_an_admin_decides(protest: Campaign, admin: User) -> None:
    stories.confirmed(protest)
    letter = OutgoingMail.objects.filter(kind="letter").earliest("pk")
    nina = Target.objects.get(source_id="1")
    proposal = AddressProposal.objects.create(target=nina, address=nina.email, evidence=letter, reason="550 Unknown")
    assert about(protest, "Mail to Nina Minister came back lately.").tone is Tone.WARN
    AddressProposal.objects.filter(pk=proposal.pk).update(state=AddressProposal.State.KEPT)
    assert not [line for line in lines(protest) if "came back lately" in line.sentence]


@pytest.mark.django_db
def test_a_campaign_to_nobody_is_red() -> None:
    campaign = stories.draft_campaign()
    (line,) = lines(campaign, Tone.BAD)
    assert line.sentence == "Nobody can receive the letter."
    assert line.refuses


def test_a_language_without_page_or_letter_is_red(protest: Campaign) -> None:
    Campaign.objects.filter(pk=protest.pk).update(languages=["en", "fr", "es"])
    CampaignText.objects.filter(language="fr").delete()
    protest.refresh_from_db()
    assert [(line.sentence, line.url) for line in lines(protest, Tone.BAD)] == [
        ("French: the page has no text yet.", f"{CAMPAIGN}page/fr/"),
        ("Spanish: the page has no text yet.", f"{CAMPAIGN}page/es/"),
        ("Spanish: there is no letter yet.", f"{CAMPAIGN}letter/es/"),
    ]
    assert about(protest, "English: page and letter are written.").tone is Tone.GOOD


def test_a_variable_that_is_empty_in_somebodys_letter_names_them(protest: Campaign) -> None:
    Target.objects.filter(source_id__in=("2", "4")).update(riding="")
    assert about(protest, "English: every variable").tone is Tone.GOOD
    write(protest, opening="I write to you from {{ target.riding }}, {{ target.title }}.")
    line = about(protest, "English: “target.riding” is empty in the letter to Carl Critic, Petra Portavoz.")
    assert (line.tone, line.url) == (Tone.WARN, f"{CAMPAIGN}letter/en/")
    assert about(protest, "French: every variable").tone is Tone.GOOD
    write(protest, opening='{% if target.riding != "" %}I write from {{ target.riding }}.{% endif %} {{ target.name }}')
    assert about(protest, "English: every variable").tone is Tone.GOOD


def test_a_greeting_that_nobody_wrote_in_a_language_names_them(protest: Campaign) -> None:
    first = Addressee.objects.earliest("position")
    Addressee.objects.filter(pk=first.pk).update(greeting={"en": "Dear Minister"})
    line = about(protest, "French: nobody wrote how to greet Nina Minister;")
    assert line.tone is Tone.WARN
    write(protest, "fr", salutation="{{ target.name }},")
    assert not [each for each in lines(protest) if "nobody wrote how to greet" in each.sentence]


def test_the_same_words_to_all_recipients_are_warned_of(protest: Campaign) -> None:
    assert not [line for line in lines(protest) if "same words" in line.sentence and "(English)" in line.sentence]
    write(protest, opening="")
    line = about(protest, "All recipients get the same words (English).")
    assert (line.tone, line.url) == (Tone.WARN, f"{CAMPAIGN}letter/en/")
    write(protest, opening="")
    write(protest, "fr", opening="")
    assert about(protest, "All recipients get the same words (English, French).").tone is Tone.WARN
    protest.addressees.exclude(position=1).delete()
    assert not [each for each in lines(protest) if "same words" in each.sentence]


def test_a_test_counts_once_it_has_left_and_until_the_letter_changes(
    as_organizer: Client, organizer: User, protest: Campaign
) -> None:
    as_organizer.post(f"{CHECK}test/", {"language": "en"})
    assert about(protest, "English: a test of revision 1 is on its way.").tone is Tone.WARN
    drain(SandboxProvider())
    assert about(protest, "English: on ").tone is Tone.GOOD
    write(protest, body="Other words.")
    line = about(protest, "English: the last test was of revision 1; now it is revision 2.")
    assert line.tone is Tone.WARN
    as_organizer.post(f"{CHECK}test/", {"language": "en"})
    OutgoingMail.objects.filter(state=State.QUEUED).update(state=State.FAILED)
    assert about(protest, "English: the last test was of revision 1; now it is revision 2.").tone is Tone.WARN


def test_a_test_that_failed_is_no_test(as_organizer: Client, protest: Campaign) -> None:
    as_organizer.post(f"{CHECK}test/", {"language": "en"})
    OutgoingMail.objects.filter(state=State.QUEUED).update(state=State.FAILED)
    assert about(protest, "English: the test of revision 1 did not leave.").tone is Tone.WARN


# The pace


@pytest.mark.parametrize(
    ("changes", "tone", "said"),
    [
        ({}, Tone.GOOD, "at most 1,440 letters a day to each mailbox; all 1,000 of the goal leave within 1 day."),
        ({"goal": 30_000}, Tone.WARN, "within 21 days. You wanted them out within 14 days."),
        ({"goal": 30_000, "mailbox_per_hour": 120}, Tone.GOOD, "at most 2,880 letters a day"),
        ({"goal": 30_000, "bundles": True}, Tone.GOOD, "at most 72,000 letters a day"),
        ({"goal": 8000, "office_hours": True}, Tone.WARN, "at most 720 letters a day"),
        ({"goal": 30_000, "horizon_days": 21}, Tone.GOOD, "within 21 days."),
    ],
)
def test_the_pace_is_held_against_goal_and_horizon(
    protest: Campaign, settings: Settings, changes: dict[str, int], tone: Tone, said: str
) -> None:
    settings.MAILBOX_PER_HOUR = 60
    Campaign.objects.filter(pk=protest.pk).update(**changes)
    protest.refresh_from_db()
    line = about(protest, "Pace:")
    assert line.tone is tone
    assert said in line.sentence
    assert line.url == ("" if tone is Tone.GOOD else f"{CAMPAIGN}pace/")


def test_letters_that_wait_and_leave_too_late_are_said_before_the_goal(protest: Campaign, settings: Settings) -> None:
    settings.MAILBOX_PER_HOUR = 1
    stories.people(protest, 30)
    Campaign.objects.filter(pk=protest.pk).update(horizon_days=1, goal=1)
    protest.refresh_from_db()
    assert "of the letters that wait now, the last leaves later" in about(protest, "Pace:").sentence


def test_an_unpaced_sandbox_has_no_forecast_to_hold(protest: Campaign) -> None:
    assert about(protest, "Pace: letters leave as fast as they come.").tone is Tone.GOOD


# The sending domain


def test_in_the_sandbox_nothing_leaves_and_nobody_asks_the_dns(
    as_organizer: Client, protest: Campaign, live: Server, settings: Settings
) -> None:
    settings.DELIVERY_MODE = "sandbox"
    page = as_organizer.get(CHECK)
    assert "Sandbox: nothing leaves this machine, so the sending domain needs no DNS records" in words(page)
    assert "What to write into the DNS" not in words(page)
    assert live.asked == []


def test_a_demos_letters_stay_here_and_need_no_dns(live: Server, protest: Campaign) -> None:
    Campaign.objects.filter(pk=protest.pk).update(purpose=Campaign.Purpose.DEMO)
    protest.refresh_from_db()
    assert about(protest, "This is a demo").tone is Tone.GOOD
    assert live.asked == []


def test_a_domain_that_vouches_for_its_mail_is_good(live: Server, protest: Campaign) -> None:
    for record in (
        "SPF: act.example.org says who",
        "DKIM: the key of selector mail2026 is",
        "DMARC: act.example.org says",
    ):
        assert about(protest, record).tone is Tone.GOOD


@pytest.mark.parametrize(
    ("name", "records", "tone", "said"),
    [
        (DOMAIN, [], Tone.BAD, "SPF: act.example.org does not say who may send its mail"),
        (DOMAIN, [txt("v=spf1 -all"), txt("v=spf1 mx -all")], Tone.BAD, "SPF: act.example.org has two records"),
        (DOMAIN, [txt("v=spf1 +all")], Tone.WARN, "SPF: act.example.org lets everybody send"),
        (DOMAIN, SERVFAIL, Tone.WARN, "SPF: act.example.org could not be looked up just now."),
        (f"_dmarc.{DOMAIN}", [], Tone.BAD, "DMARC: act.example.org has no policy."),
        (
            f"_dmarc.{DOMAIN}",
            [txt("v=DMARC1; p=none")],
            Tone.WARN,
            "DMARC: act.example.org lets mail forged in its name through",
        ),
        (f"_dmarc.{DOMAIN}", SERVFAIL, Tone.WARN, "DMARC: act.example.org could not be looked up"),
        (f"mail2026._domainkey.{DOMAIN}", [], Tone.BAD, "DKIM: no key is published for selector mail2026"),
        (f"mail2026._domainkey.{DOMAIN}", [txt("v=DKIM1; p=")], Tone.BAD, "DKIM: the key of selector mail2026"),
    ],
)
def test_what_the_dns_lacks_is_said_with_its_remedy(
    live: Server, protest: Campaign, name: str, records: list[str] | str, tone: Tone, said: str
) -> None:
    live.zone = RECORDS | {name: records}
    line = about(protest, said)
    assert line.tone is tone
    assert line.url == ("" if records == SERVFAIL else f"{CHECK}#operator")


def test_a_selector_that_is_not_set_is_asked_for(live: Server, protest: Campaign, settings: Settings) -> None:
    settings.DKIM_SELECTOR = ""
    line = about(protest, "DKIM: we do not know the selector")
    assert (line.tone, line.url) == (Tone.WARN, f"{CHECK}#operator")


def test_a_dns_that_never_answers_keeps_nobody_for_longer_than_three_seconds_and_only_once(
    live: Server, as_organizer: Client
) -> None:
    live.zone = dict.fromkeys(RECORDS, SILENCE)
    began = timezone.now()
    page = as_organizer.get(CHECK)
    assert timezone.now() - began < timedelta(seconds=TIMEOUT_SECONDS + 2)
    assert words(page).count("could not be looked up just now") == 3
    asked = len(live.asked)
    as_organizer.get(CHECK)
    assert len(live.asked) == asked


def test_the_page_shows_which_records_to_write(live: Server, as_organizer: Client) -> None:
    page = words(as_organizer.get(CHECK))
    assert "_dmarc.act.example.org v=DMARC1; p=quarantine" in page
    assert "mail2026._domainkey.act.example.org" in page


# Reports


def test_over_smtp_bounces_need_a_mailbox_that_is_read(live: Server, protest: Campaign, settings: Settings) -> None:
    assert about(protest, "Bounces:").tone is Tone.GOOD
    settings.BOUNCE_URL = ""
    assert about(protest, "Bounces: nobody reads them").tone is Tone.WARN


def test_a_service_that_reports_needs_the_secret(live: Server, protest: Campaign, settings: Settings) -> None:
    settings.EMAIL_URL, settings.WEBHOOK_SECRET = "resend://?api_key=k", ""
    assert (
        about(protest, "Reports: resend reports what became of a letter, but WEBHOOK_SECRET is not set").tone
        is Tone.WARN
    )
    assert not [line for line in lines(protest) if line.sentence.startswith("Bounces:")]


def test_whether_a_service_reports_is_told_by_what_became_of_tests(
    live: Server, as_organizer: Client, protest: Campaign, settings: Settings
) -> None:
    settings.EMAIL_URL, settings.WEBHOOK_SECRET = "resend://?api_key=k", "hooks:0123456789abcdef"
    assert about(protest, "Reports: once a test has left, you see here whether resend reports.").tone is Tone.WARN
    as_organizer.post(f"{CHECK}test/", {"language": "en"})
    now = timezone.now()
    tests = OutgoingMail.objects.filter(kind="test")
    tests.update(state=State.ACCEPTED, provider="resend", accepted_at=now)
    assert "has not said yet whether it arrived" in about(protest, "Reports:").sentence
    tests.update(accepted_at=now - timedelta(minutes=16))
    line = about(protest, "Reports: resend took tests and never said what became of them.")
    assert (line.tone, line.url) == (Tone.WARN, f"{CHECK}#operator")
    OutgoingMail.objects.filter(pk=tests[0].pk).update(state=State.DELIVERED)
    assert about(protest, "Reports: resend tells us").tone is Tone.GOOD


# Opening


def test_opening_shows_what_to_look_at_and_opens_all_the_same(as_organizer: Client, protest: Campaign) -> None:
    Campaign.objects.update(state=Campaign.State.DRAFT)
    page = as_organizer.get(OPEN)
    assert "English: nobody of the team has had a test of revision 1 yet." in words(page)
    assert links(page)["All that was checked"] == CHECK
    as_organizer.post(OPEN)
    protest.refresh_from_db()
    assert protest.is_open


def test_opening_shows_a_red_line_of_the_dns_and_opens_all_the_same(
    live: Server, as_organizer: Client, protest: Campaign
) -> None:
    Campaign.objects.update(state=Campaign.State.DRAFT)
    live.zone = {}
    assert "SPF: act.example.org does not say who may send its mail" in words(as_organizer.get(OPEN))
    as_organizer.post(OPEN)
    protest.refresh_from_db()
    assert protest.is_open


def test_what_refuses_still_refuses_and_is_said_once(as_organizer: Client, protest: Campaign) -> None:
    Campaign.objects.update(state=Campaign.State.DRAFT)
    CampaignText.objects.filter(language="fr").delete()
    page = words(as_organizer.get(OPEN))
    assert page.count("French: the page has no text yet.") == 1
    assert "French: nobody of the team has had a test of revision 1 yet." in page
    as_organizer.post(OPEN)
    protest.refresh_from_db()
    assert not protest.is_open


def test_when_all_is_well_opening_says_nothing_more(as_organizer: Client) -> None:
    have_tests_sent(as_organizer, "en", "fr")
    Campaign.objects.update(state=Campaign.State.DRAFT)
    assert "Look at this first" not in words(as_organizer.get(OPEN))
