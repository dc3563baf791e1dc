"""The check's lines as tests look for them, what makes a campaign ready, and the DNS of a domain that vouches for its mail."""

from django.test import Client
from django.utils import timezone

from campaign.campaigns.models import Campaign
from campaign.delivery.provider import SandboxProvider
from campaign.delivery.sending import drain
from campaign.letters.parts import LetterParts
from campaign.letters.services import save_revision
from campaign.web.organizers.preflight.check import check
from campaign.web.organizers.preflight.lines import Line, Tone
from tests import stories
from tests.dns_server import txt

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
