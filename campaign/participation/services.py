"""What can be done to a participation: submit, confirm, withdraw. Each owns its transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from django.db import IntegrityError, transaction
from django.utils import timezone

from campaign.campaigns.models import Campaign
from campaign.campaigns.recipients import still_addressed
from campaign.common.addresses import Address
from campaign.participation.models import NewsletterConsent, Participation
from campaign.participation.wordings import newsletter_wording


@dataclass(frozen=True)
class Submission:
    """The form, checked and cleaned: plain strings, and the boxes that were ticked."""

    campaign: Campaign
    language: str
    first_name: str
    last_name: str
    email: Address
    city: str
    postal_code: str
    subject: str
    body: str
    revision_id: int
    recipient_keys: tuple[str, ...]
    newsletter: bool
    client: str
    province: str = ""
    source: str = ""
    came_before: bool = False
    variant: str = ""
    words_changed: int | None = None
    # Recipient's key -> the target whom the page named there; only for seats that others may come to hold.
    written_for: Mapping[str, int] = field(default_factory=dict)
    riding_code: str = ""


class Outcome(Enum):
    CONFIRMED = "confirmed"
    ALREADY_CONFIRMED = "already confirmed"
    TWIN_CONFIRMED = "another letter of this address was confirmed before"
    WITHDRAWN = "withdrawn"
    CLOSED = "campaign closed"
    NOBODY_LEFT = "the campaign writes to none of the chosen recipients any more"


@transaction.atomic(savepoint=False)
def submit(submission: Submission, now: datetime) -> Participation:
    """One pending row with its own text, and the consent if the box was ticked."""
    participation = Participation.objects.create(
        campaign=submission.campaign,
        language=submission.language,
        first_name=submission.first_name,
        last_name=submission.last_name,
        email=submission.email.display,
        canonical_email=submission.email.canonical,
        city=submission.city,
        postal_code=submission.postal_code,
        subject=submission.subject,
        body=submission.body,
        revision_id=submission.revision_id,
        variant=submission.variant,
        words_changed=submission.words_changed,
        recipient_keys=list(submission.recipient_keys),
        written_for={
            key: submission.written_for[key] for key in submission.recipient_keys if key in submission.written_for
        },
        client=submission.client,
        province=submission.province,
        source=submission.source,
        came_before=submission.came_before,
        riding_code=submission.riding_code,
        submitted_at=now,
    )
    if submission.newsletter:
        NewsletterConsent.objects.create(
            participation=participation,
            wording_version=newsletter_wording(submission.language).version,
            language=submission.language,
            given_at=now,
        )
    return participation


_OUTCOME_OF_STATE = {
    Participation.State.CONFIRMED: Outcome.ALREADY_CONFIRMED,
    Participation.State.WITHDRAWN: Outcome.WITHDRAWN,
    Participation.State.ERASED: Outcome.WITHDRAWN,
}


@transaction.atomic
def confirm(participation: Participation, now: datetime) -> Outcome:
    """Make a pending participation count. The database allows one per canonical address and campaign.

    Nobody is counted without a letter: staff may have taken everybody off the list since the form was sent.
    Reloads the row under a lock: of two clicks at once, one confirms and the other hears that it is done.
    """
    row = Participation.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=participation.pk)
    state = Participation.State(row.state)
    if state in _OUTCOME_OF_STATE:
        return _OUTCOME_OF_STATE[state]
    if not row.campaign.is_open:
        return Outcome.CLOSED
    if not still_addressed(row.campaign, row.recipient_keys, timezone.localdate(now)):
        return Outcome.NOBODY_LEFT
    row.state = Participation.State.CONFIRMED
    row.confirmed_at = now
    row.undo_until = now + timedelta(seconds=row.campaign.undo_window_seconds)
    try:
        with transaction.atomic():
            row.save(update_fields=["state", "confirmed_at", "undo_until"])
    except IntegrityError:
        return Outcome.TWIN_CONFIRMED
    participation.state, participation.confirmed_at, participation.undo_until = (
        row.state,
        row.confirmed_at,
        row.undo_until,
    )
    return Outcome.CONFIRMED


@transaction.atomic
def withdraw(participation: Participation, now: datetime) -> bool:
    """Take a confirmed participation out of the count; False if it was not confirmed any more."""
    changed = Participation.objects.filter(pk=participation.pk, state=Participation.State.CONFIRMED).update(
        state=Participation.State.WITHDRAWN, withdrawn_at=now
    )
    return changed == 1
