"""A bundle: one mail to an office that carries up to fifty letters whole, each with its writer's name and address."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import ngettext, override

from campaign.delivery.batches import Batch
from campaign.delivery.composing import Composed, Mailbox, render_for, stays_here
from campaign.delivery.links import bundle_message_id, envelope_sender
from campaign.delivery.models import OutgoingMail


def compose_bundle(mails: list[OutgoingMail], batch: Batch) -> Composed:
    """The letters of one claim as one mail, in the campaign's language around and in their writers' inside.

    Nobody alone can be answered, so there is no Reply-To; each writer's address stands above their letter.
    """
    lead = mails[0]
    participations = [batch.participations[mail.participation_id or 0] for mail in mails]
    campaign = participations[0].campaign
    letters = [
        {"writer": participation, "letter": render_for(mail, participation, batch), "number": number}
        for number, (mail, participation) in enumerate(zip(mails, participations, strict=True), start=1)
    ]
    language = campaign.default_language
    title = batch.titles[campaign.pk, language]
    with override(language):
        context = {"letters": letters, "title": title, "site_name": settings.SITE_NAME, "language": language}
        subject = ngettext("%(n)s letter: %(title)s", "%(n)s letters: %(title)s", len(mails))
        return Composed(
            outbox_id=lead.pk,
            kind=lead.kind,
            envelope_from=envelope_sender(lead.pk),
            sender=Mailbox(settings.SITE_NAME, settings.MAIL_ADDRESS),
            to=Mailbox(lead.to_name, lead.to_email),
            reply_to=None,
            subject=subject % {"n": len(mails), "title": title},
            text=render_to_string("emails/bundle.txt", context),
            html=render_to_string("emails/bundle.html", context),
            message_id=bundle_message_id(lead.bundle or lead.pk),
            stays_here=stays_here(campaign),
            headers={"Content-Language": language},
        )
