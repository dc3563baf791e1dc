"""A composed letter, to be handed to a provider without a database."""

from dataclasses import replace
from typing import Any

from campaign.delivery.composing import Composed, Mailbox
from campaign.delivery.provider import Message, as_message

LETTER = Composed(
    outbox_id=7,
    kind="letter",
    envelope_from="bounce+7.abc@act.example",
    sender=Mailbox("Ana Quispe via Dear Minister", "action@act.example"),
    to=Mailbox("Nina Minister", "nina@mail.example"),
    reply_to=Mailbox("Ana Quispe", "ana@mail.example"),
    subject="Speak up",
    text="Dear Nina,\n\nspeak up.\n",
    html="",
    message_id="<mail.7.abc@act.example>",
    stays_here=False,
    headers={"Content-Language": "fr"},
)


def a_mail(**changes: Any) -> Message:
    return as_message(replace(LETTER, **changes))
