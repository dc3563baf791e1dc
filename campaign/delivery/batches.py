"""What the mails of one claim need to be composed: their participations, revisions and recipients, each read once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from campaign.campaigns.models import CampaignText
from campaign.campaigns.recipients import Recipient
from campaign.delivery.arrived import Arrived, arrived_for
from campaign.delivery.lines import Place, leads, place_of
from campaign.delivery.models import Kind, LetterTest, OutgoingMail
from campaign.delivery.thanking import Thanks, thanks_for
from campaign.letters.models import Revision
from campaign.participation.models import Participation
from campaign.participation.queries import confirmed_twins


@dataclass
class Batch:
    """What the mails of one claim need to be composed, read in a handful of queries."""

    participations: dict[int, Participation]
    titles: dict[tuple[int, str], str]
    revisions: dict[int, Revision]
    recipients: dict[tuple[str, int, int, int], Recipient]  # by language and place
    twins: dict[int, Participation]
    tests: dict[int, LetterTest]  # by mail
    thanks: dict[tuple[int, str], Thanks]  # by campaign and language
    arrived: dict[int, list[Arrived]]  # by participation that is asked whether an answer came

    def recipient_of(self, mail: OutgoingMail) -> Recipient | None:
        """Whose mailbox a letter goes to today; None where nobody can be written to."""
        participation = self.participations[mail.participation_id or 0]
        return self.recipients.get((participation.language, *place_of(mail)))


def load_batch(mails: Iterable[OutgoingMail], on: date) -> Batch:
    """Read all that these mails refer to; `on` is the day the offices are looked up for."""
    mails = list(mails)
    participations = Participation.objects.select_related("campaign").in_bulk(
        {mail.participation_id for mail in mails if mail.participation_id}
    )
    campaigns = {participation.campaign_id for participation in participations.values()}
    texts = CampaignText.objects.filter(campaign__in=campaigns).values_list("campaign_id", "language", "title")
    return Batch(
        participations=participations,
        titles={(campaign, language): title for campaign, language, title in texts},
        revisions=Revision.objects.in_bulk({row.revision_id for row in participations.values()}),
        recipients=_recipients(mails, participations, on),
        twins=confirmed_twins(
            participations[mail.participation_id]
            for mail in mails
            if mail.participation_id and mail.kind == Kind.RECEIPT_LINK
        ),
        tests=_tests([mail.pk for mail in mails if mail.kind == Kind.TEST]),
        thanks=thanks_for(mails),
        arrived=arrived_for(mails),
    )


def _tests(mail_ids: list[int]) -> dict[int, LetterTest]:
    if not mail_ids:
        return {}
    rows = LetterTest.objects.select_related("revision__letter__campaign").filter(mail__in=mail_ids)
    return {row.mail_id: row for row in rows}


def _recipients(
    mails: list[OutgoingMail], participations: dict[int, Participation], on: date
) -> dict[tuple[str, int, int, int], Recipient]:
    wanted: dict[str, set[Place]] = defaultdict(set)
    for mail in mails:
        if mail.addressee_id and mail.participation_id:
            wanted[participations[mail.participation_id].language].add(place_of(mail))
    return {
        (language, *place): lead.recipient
        for language, places in wanted.items()
        for place, lead in leads(places, language, on).items()
        if lead.recipient is not None and not lead.asks
    }
