"""Fills the outbox: `python -m benchmarks.ours.seed_letters NUMBER [FILE]` queues that many letters of the demo campaign, due now.

Written into FILE (JSON): some of the same letters as they leave, for the peers to send.
"""

import base64
import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from campaign.campaigns.models import Campaign
from campaign.campaigns.queries import CampaignPage, page_of
from campaign.delivery.composing import Composed, compose, load_batch
from campaign.delivery.models import Kind, Lane, OutgoingMail
from campaign.delivery.provider import as_message
from campaign.participation.models import Participation

SLUG = "peru-2022"
SAMPLES = 250


def main(arguments: list[str]) -> None:
    number = int(arguments[0])
    call_command("migrate", verbosity=0, interactive=False)
    if not Campaign.objects.filter(slug=SLUG).exists():
        call_command("load_demo", verbosity=0, stdout=sys.stderr)
    _empty()
    campaign = Campaign.objects.get(slug=SLUG)
    page = page_of(campaign, "en", timezone.localdate())
    people = Participation.objects.bulk_create(_people(page, -(-number // len(page.recipients))), batch_size=1000)
    OutgoingMail.objects.bulk_create(islice(_letters(people), number), batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO delivery_stream (addressee_id, seat) SELECT DISTINCT addressee_id, seat FROM delivery_outgoingmail"
            " ON CONFLICT DO NOTHING"
        )
        cursor.execute(
            "INSERT INTO delivery_deliveryevent (mail_id, at, from_state, to_state, reason)"
            " SELECT id, now(), '', 'queued', '' FROM delivery_outgoingmail"
        )
        cursor.execute("VACUUM ANALYZE")
    if len(arguments) > 1:
        Path(arguments[1]).write_text(json.dumps(list(_samples())), encoding="utf-8")


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE delivery_sandboxmail, delivery_deliveryevent, delivery_outgoingmail, participation_participation CASCADE"
        )


def _people(page: CampaignPage, number: int) -> Iterator[Participation]:
    now = timezone.now()
    for each in range(number):
        yield Participation(
            campaign=page.campaign,
            state=Participation.State.CONFIRMED,
            language=page.language,
            first_name="Ana",
            last_name=f"Quispe {each}",
            email=f"ana.quispe.{each}@mail.example",
            canonical_email=f"ana.quispe.{each}@mail.example",
            city="Montréal",
            postal_code="H2X 1Y4",
            subject=page.subject,
            body=page.body,
            revision_id=page.revision_id,
            recipient_keys=[recipient.key for recipient in page.recipients],
            submitted_at=now,
            confirmed_at=now,
        )


def _letters(people: list[Participation]) -> Iterator[OutgoingMail]:
    now = timezone.now()
    for participation in people:
        for key in participation.recipient_keys:
            yield OutgoingMail(
                kind=Kind.LETTER,
                lane=Lane.LETTER,
                campaign_id=participation.campaign_id,
                participation=participation,
                addressee_id=int(key),
                next_attempt_at=now,
            )


def _samples() -> Iterator[dict[str, str]]:
    mails = list(OutgoingMail.objects.order_by("pk")[:SAMPLES])
    batch = load_batch(mails, timezone.localdate())
    for mail in mails:
        person = batch.recipient_of(mail)
        if person is not None:
            mail.to_email, mail.to_name = person.email, person.name
            yield _sample(compose(mail, batch))


def _sample(mail: Composed) -> dict[str, str]:
    return {
        "sender": f"{mail.sender.name} <{mail.sender.address}>",
        "to": f"{mail.to.name} <{mail.to.address}>",
        "address": mail.to.address,
        "envelope": mail.envelope_from,
        "reply_to": f"{mail.reply_to.name} <{mail.reply_to.address}>" if mail.reply_to else "",
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "raw": base64.b64encode(as_message(mail).raw).decode(),
    }
