"""Fills the outbox: `python -m benchmarks.ours.seed_letters NUMBER [--sent NUMBER] [--samples FILE]`.

So many letters of the demo campaign are due now; `--sent` others before them have been accepted, with all that is known of them.
Into the file (JSON) are written some of the letters as they leave, for the peers to send.

Rows are copied from one that the models made, by the database itself: a million letters take about a minute.
"""

import argparse
import base64
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from django.utils import timezone

from campaign.campaigns.models import Campaign
from campaign.campaigns.queries import CampaignPage, page_of
from campaign.delivery.batches import load_batch
from campaign.delivery.composing import Composed, compose
from campaign.delivery.models import Kind, Lane, OutgoingMail
from campaign.delivery.provider import as_message
from campaign.delivery.states import State
from campaign.participation.models import Participation

SLUG = "peru-2022"
SAMPLES = 250


def main(arguments: list[str]) -> None:
    asked = _arguments(arguments)
    call_command("migrate", verbosity=0, interactive=False)
    if not Campaign.objects.filter(slug=SLUG).exists():
        call_command("load_demo", verbosity=0, stdout=sys.stderr)
    page = page_of(Campaign.objects.get(slug=SLUG), "en", timezone.localdate())
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        superuser = bool(cursor.fetchone()[0])
        with transaction.atomic():
            if superuser:  # what is copied from a good row needs no check of its foreign keys
                cursor.execute("SET LOCAL session_replication_role = replica")
            _empty(cursor)
            _fill(cursor, page, asked.sent, State.ACCEPTED)
            _fill(cursor, page, asked.number, State.QUEUED)
        cursor.execute("VACUUM ANALYZE")
        if superuser:  # that the measurement does not pay for writing all this to the disk
            cursor.execute("CHECKPOINT")
    if asked.samples:
        asked.samples.write_text(json.dumps(list(_samples())), encoding="utf-8")


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="seed_letters", description=__doc__)
    parser.add_argument("number", type=int)
    parser.add_argument("--sent", type=int, default=0)
    parser.add_argument("--samples", type=Path)
    return parser.parse_args(arguments)


def _empty(cursor: CursorWrapper) -> None:
    cursor.execute(
        "TRUNCATE delivery_sandboxmail, delivery_deliveryevent, delivery_outgoingmail, participation_participation,"
        " participation_participationevent, stats_tally, stats_mark CASCADE"
    )


def _fill(cursor: CursorWrapper, page: CampaignPage, number: int, state: State) -> None:
    """So many letters in that state, of as many people as that takes, and their events."""
    if not number:
        return
    person = _person(page, state)
    people = -(-number // len(page.recipients))
    address = f"'ana.quispe.{state}.' || number || '@mail.example'"
    values = {
        "public_id": "gen_random_uuid()",
        "last_name": "'Quispe ' || number",
        "email": address,
        "canonical_email": address,
    }
    _copy(cursor, person, values, f"generate_series(1, {people - 1}) AS number ORDER BY number")
    letter = _letter(person, state)
    recipients = (
        "participation_participation AS person CROSS JOIN LATERAL unnest(person.recipient_keys)"
        f" WITH ORDINALITY AS recipient (key, place) WHERE person.id >= {person.pk} ORDER BY person.id, recipient.place"
    )
    values = {"participation_id": "person.id", "addressee_id": "recipient.key::bigint"}
    # The first is the letter that is copied.
    _copy(cursor, letter, values, f"{recipients} LIMIT {number - 1} OFFSET 1")
    cursor.execute(
        "INSERT INTO delivery_stream (addressee_id, seat, written_for) SELECT DISTINCT addressee_id, seat, written_for FROM delivery_outgoingmail"
        " ON CONFLICT DO NOTHING"
    )
    for before, after in _HISTORY[state]:
        cursor.execute(
            "INSERT INTO delivery_deliveryevent (mail_id, at, from_state, to_state, reason)"
            " SELECT id, created_at, %s, %s, '' FROM delivery_outgoingmail WHERE id >= %s ORDER BY id",
            [before, after, letter.pk],
        )


_HISTORY = {
    State.QUEUED: (("", State.QUEUED),),
    State.ACCEPTED: (("", State.QUEUED), (State.QUEUED, State.SENDING), (State.SENDING, State.ACCEPTED)),
}


def _copy(cursor: CursorWrapper, row: Model, values: Mapping[str, str], source: str) -> None:
    """One copy of the row for each row of the source; `values` has the columns that differ, as SQL."""
    columns = [field.column for field in row._meta.concrete_fields if not field.primary_key]
    chosen = ", ".join(values.get(column, f'one."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    one = f"(SELECT * FROM {row._meta.db_table} WHERE id = {row.pk}) AS one"  # noqa: S608  # our own words
    cursor.execute(f"INSERT INTO {row._meta.db_table} ({names}) SELECT {chosen} FROM {one} CROSS JOIN {source}")  # noqa: S608


def _person(page: CampaignPage, state: State) -> Participation:
    now = timezone.now()
    return Participation.objects.create(
        campaign=page.campaign,
        state=Participation.State.CONFIRMED,
        language=page.language,
        first_name="Ana",
        last_name="Quispe",
        email=f"ana.quispe.{state}@mail.example",
        canonical_email=f"ana.quispe.{state}@mail.example",
        city="Montréal",
        postal_code="H2X 1Y4",
        subject=page.subject,
        body=page.body,
        revision_id=page.revision_id,
        recipient_keys=[recipient.key for recipient in page.recipients],
        submitted_at=now,
        confirmed_at=now,
    )


def _letter(person: Participation, state: State) -> OutgoingMail:
    now = timezone.now()
    sent = {
        "attempts": 1,
        "to_email": "office@mail.example",
        "to_name": "Office",
        "provider": "smtp",
        "accepted_at": now,
    }
    return OutgoingMail.objects.create(
        kind=Kind.LETTER,
        lane=Lane.LETTER,
        state=state,
        campaign_id=person.campaign_id,
        participation=person,
        addressee_id=int(person.recipient_keys[0]),
        next_attempt_at=now,
        **(sent if state is State.ACCEPTED else {}),
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
