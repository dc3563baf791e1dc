"""From a claimed row to the mail as it will be read: who, to whom, in which words.

A batch is composed together, so that its participations, revisions and addressees are each read once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from campaign.campaigns.models import Campaign, CampaignText
from campaign.campaigns.queries import Recipient, Seat, resolve_seats
from campaign.delivery.links import (
    campaign_link,
    confirm_link,
    envelope_sender,
    letter_link,
    message_id,
)
from campaign.delivery.models import Kind, LetterTest, OutgoingMail
from campaign.delivery.people import people_of
from campaign.delivery.samples import sample_supporter
from campaign.delivery.thanking import Thanks, thanks_for
from campaign.letters.models import Revision
from campaign.letters.rendering import RenderedLetter, letter_html, render_letter
from campaign.participation.models import Participation
from campaign.participation.queries import confirmed_twins

# RFC 3834: our own notices say that a program wrote them, so that no vacation responder answers. Letters are people's.
AUTOMATIC = {"Auto-Submitted": "auto-generated"}


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address and the name that is shown with it, which may be empty."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Composed:
    """One mail, ready to be handed over. `stays_here` is true for demos and rehearsals."""

    outbox_id: int
    kind: str
    envelope_from: str
    sender: Mailbox
    to: Mailbox
    reply_to: Mailbox | None
    subject: str
    text: str
    html: str
    message_id: str
    stays_here: bool
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Batch:
    """What the mails of one claim need to be composed, read in a handful of queries."""

    participations: dict[int, Participation]
    titles: dict[tuple[int, str], str]
    revisions: dict[int, Revision]
    recipients: dict[tuple[str, int, int], Recipient]  # by language, addressee, seat
    twins: dict[int, Participation]
    tests: dict[int, LetterTest]  # by mail
    thanks: dict[tuple[int, str], Thanks]  # by campaign and language

    def recipient_of(self, mail: OutgoingMail) -> Recipient | None:
        """Whose mailbox a letter goes to today; None where nobody can be written to."""
        participation = self.participations[mail.participation_id or 0]
        return self.recipients.get((participation.language, mail.addressee_id or 0, mail.seat))


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
    )


def _tests(mail_ids: list[int]) -> dict[int, LetterTest]:
    if not mail_ids:
        return {}
    rows = LetterTest.objects.select_related("revision__letter__campaign").filter(mail__in=mail_ids)
    return {row.mail_id: row for row in rows}


def _recipients(
    mails: list[OutgoingMail], participations: dict[int, Participation], on: date
) -> dict[tuple[str, int, int], Recipient]:
    wanted: dict[str, set[Seat]] = defaultdict(set)
    for mail in mails:
        if mail.addressee_id and mail.participation_id:
            wanted[participations[mail.participation_id].language].add((mail.addressee_id, mail.seat))
    return {
        (language, *seat): person
        for language, seats in wanted.items()
        for seat, person in resolve_seats(seats, language, on).items()
    }


def compose(mail: OutgoingMail, batch: Batch) -> Composed:
    """The mail of one row. A letter's recipient must have been resolved and written on the row before."""
    if tested := batch.tests.get(mail.pk):
        return _test(mail, tested.revision)
    if mail.participation_id is None:  # or a test of a draft that was deleted meanwhile
        return _composed(mail, subject=mail.subject, text=mail.text, stays_here=False)
    participation = batch.participations[mail.participation_id]
    if mail.kind == Kind.LETTER:
        return _letter(mail, participation, batch)
    if mail.kind == Kind.REPLY:
        return _reply(mail, participation, batch)
    return _notice(mail, participation, batch)


def render_for(mail: OutgoingMail, participation: Participation, batch: Batch) -> RenderedLetter:
    """A letter as its recipient of today reads it."""
    person = batch.recipients[participation.language, mail.addressee_id or 0, mail.seat]
    return render_letter(
        batch.revisions[participation.revision_id].parts,
        people_of(participation, person, batch.titles[participation.campaign_id, participation.language]),
        participation.subject,
        participation.body,
    )


def _letter(mail: OutgoingMail, participation: Participation, batch: Batch) -> Composed:
    letter = render_for(mail, participation, batch)
    return _composed(
        mail,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        sender=sender_of(participation),
        reply_to=Mailbox(participation.name, participation.email),
        headers={"Content-Language": participation.language},
        stays_here=stays_here(participation.campaign),
    )


def sender_of(participation: Participation) -> str:
    """The name that recipients see a letter come from."""
    return f"{participation.name} via {settings.SITE_NAME}"


def _test(mail: OutgoingMail, revision: Revision) -> Composed:
    """As the letter would be, but for the words it was queued with; who answers answers whoever asked for it.

    Of a demo it leaves too: it goes to nobody but staff.
    """
    return _composed(
        mail,
        subject=mail.subject,
        text=mail.text,
        html=letter_html(revision.language, mail.subject, mail.text),
        sender=sender_of(sample_supporter(revision.letter.campaign, revision.language)),
        reply_to=Mailbox(mail.to_name, mail.to_email),
        headers={"Content-Language": revision.language},
        stays_here=False,
    )


# The templates of each kind, in templates/emails/: <name>.subject.txt, <name>.txt, <name>.html
_TEMPLATES = {
    Kind.CONFIRMATION: "confirmation",
    Kind.RESEND: "confirmation",
    Kind.REMINDER: "reminder",
    Kind.RECEIPT_LINK: "receipt_link",
    Kind.COPY: "copy",
    Kind.THANKS: "thanks",
}


def _notice(mail: OutgoingMail, participation: Participation, batch: Batch) -> Composed:
    name = _TEMPLATES[Kind(mail.kind)]
    confirmed = batch.twins.get(participation.pk, participation)
    context = {
        "participation": participation,
        "title": batch.titles[participation.campaign_id, participation.language],
        "confirm_link": confirm_link(participation),
        "letter_link": letter_link(confirmed),
        "campaign_link": campaign_link(participation),
        "thanks": batch.thanks.get((participation.campaign_id, participation.language)),
        "site_name": settings.SITE_NAME,
        "language": participation.language,
    }
    with override(participation.language):
        return _composed(
            mail,
            subject=" ".join(render_to_string(f"emails/{name}.subject.txt", context).split()),
            text=render_to_string(f"emails/{name}.txt", context),
            html=render_to_string(f"emails/{name}.html", context),
            headers=AUTOMATIC | {"Content-Language": participation.language},
            stays_here=stays_here(participation.campaign),
        )


def _reply(mail: OutgoingMail, participation: Participation, batch: Batch) -> Composed:
    """An office's answer, passed on in its own words as plain text: what strangers write is never HTML of ours."""
    context = {
        "participation": participation,
        "title": batch.titles[participation.campaign_id, participation.language],
        "subject": mail.subject,
        "answer": mail.text,
        "letter_link": letter_link(participation),
        "site_name": settings.SITE_NAME,
    }
    with override(participation.language):
        return _composed(
            mail,
            subject=" ".join(render_to_string("emails/reply.subject.txt", context).split()),
            text=render_to_string("emails/reply.txt", context),
            headers=AUTOMATIC | {"Content-Language": participation.language},
            stays_here=stays_here(participation.campaign),
        )


def stays_here(campaign: Campaign) -> bool:
    return campaign.purpose != Campaign.Purpose.ACTION


def _composed(
    mail: OutgoingMail,
    *,
    subject: str,
    text: str,
    stays_here: bool,
    html: str | None = None,
    sender: str = settings.SITE_NAME,
    reply_to: Mailbox | None = None,
    headers: Mapping[str, str] = AUTOMATIC,
) -> Composed:
    return Composed(
        outbox_id=mail.pk,
        kind=mail.kind,
        envelope_from=envelope_sender(mail.pk),
        sender=Mailbox(sender, settings.MAIL_ADDRESS),
        to=Mailbox(mail.to_name, mail.to_email),
        reply_to=reply_to,
        subject=subject,
        text=text,
        html=html or "",
        message_id=message_id(mail.pk),
        stays_here=stays_here,
        headers=headers,
    )
