"""What the check says of a campaign's letter: who gets it, in which words, and whether it was tested."""

import pytest
from django.test import Client
from django.utils import timezone

from campaign.accounts.models import User
from campaign.campaigns.models import Addressee, Campaign, CampaignText
from campaign.delivery.models import AddressProposal, OutgoingMail, Pause
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.sending import drain
from campaign.delivery.services import Subject, pause
from campaign.delivery.states import State
from campaign.targets.models import Target, Tenure
from campaign.web.organizers.preflight.lines import Tone
from tests import stories
from tests.web.staff.check.lines import CAMPAIGN, CHECK, about, lines, write


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
