"""From a claimed row to the mail as it will be read: who, to whom, in which words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from campaign.campaigns.boxes import LISTED_UP_TO
from campaign.campaigns.models import Campaign
from campaign.delivery.batches import Batch
from campaign.delivery.lines import place_of
from campaign.delivery.links import (
    answers_link,
    campaign_link,
    confirm_link,
    envelope_sender,
    letter_link,
    message_id,
)
from campaign.delivery.models import Kind, OutgoingMail
from campaign.delivery.people import people_of
from campaign.delivery.samples import sample_supporter
from campaign.letters.models import Revision
from campaign.letters.rendering import RenderedLetter, letter_html, render_letter
from campaign.participation.models import Participation

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
    person = batch.recipients[participation.language, *place_of(mail)]
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
    Kind.QUESTION: "question",
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
        "answers_link": answers_link(participation),
        "letters": batch.arrived.get(participation.pk, [])[:LISTED_UP_TO],
        "has_more": len(batch.arrived.get(participation.pk, [])) > LISTED_UP_TO,
        "site_name": settings.SITE_NAME,
        "language": participation.language,
    }
    with override(participation.language):
        return _composed(
            mail,
            subject=" ".join(render_to_string(f"emails/{name}.subject.txt", context).split()),
            text=render_to_string(f"emails/{name}.txt", context),
            html=render_to_string(f"emails/{name}.html", context),
            headers=AUTOMATIC | {"Content-Language": participation.language} | _stopping(mail, participation),
            stays_here=stays_here(participation.campaign),
        )


def _stopping(mail: OutgoingMail, participation: Participation) -> dict[str, str]:
    """What lets a mail program offer to stop mail that nobody waits for, in one click (RFC 8058)."""
    if mail.kind != Kind.QUESTION:
        return {}
    stop = f"<{answers_link(participation)}stop/>"
    return {"List-Unsubscribe": stop, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


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
