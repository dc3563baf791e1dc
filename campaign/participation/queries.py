"""Questions about participations."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from campaign.participation.models import Participation

State = Participation.State


def same_mailbox(one: Participation, other: Participation) -> bool:
    """Whether who reads one's mail surely reads the other's.

    Less than the same canonical address: at a server without "+tags", ana+x@ is somebody else's mailbox.
    """
    return one.email.casefold() == other.email.casefold()


def other_pending(participation: Participation) -> list[Participation]:
    """What else was submitted from this very mailbox to this campaign and still waits, newest first."""
    return list(
        Participation.objects.filter(
            canonical_email=participation.canonical_email,
            email__iexact=participation.email,
            campaign=participation.campaign_id,
            state=State.PENDING,
        )
        .exclude(pk=participation.pk)
        .order_by("-submitted_at", "-id")
    )


def confirmed_twin(participation: Participation) -> Participation | None:
    """The confirmed participation of the same address in the same campaign."""
    return (
        Participation.objects.select_related("campaign")
        .filter(
            canonical_email=participation.canonical_email, campaign=participation.campaign_id, state=State.CONFIRMED
        )
        .first()
    )


def number_of(participation: Participation) -> int:
    """The supporter's number: how many had confirmed when they did, themselves included."""
    return Participation.objects.filter(
        campaign=participation.campaign_id, state=State.CONFIRMED, confirmed_at__lte=participation.confirmed_at
    ).count()


def confirmed_twins(participations: Iterable[Participation]) -> dict[int, Participation]:
    """For each of these that has one: its id and the confirmed participation of the same address and campaign."""
    wanted = {row.pk: (row.campaign_id, row.canonical_email) for row in participations}
    found = Participation.objects.filter(
        state=State.CONFIRMED,
        campaign__in={campaign for campaign, _ in wanted.values()},
        canonical_email__in={address for _, address in wanted.values()},
    )
    twins = {(row.campaign_id, row.canonical_email): row for row in found}
    return {pk: twins[key] for pk, key in wanted.items() if key in twins}


def to_remind(now: datetime, after: timedelta, until: timedelta, limit: int) -> list[Participation]:
    """Whom to remind, once: submitted between `until` and `after` ago to an open campaign, asked to confirm, silent.

    Only the newest letter of an address, and none of an address that has confirmed another. Where the caps let no mail
    out, there is nothing to remind of: a reminder for each letter would be the bombing that they prevent.
    """
    written = Participation.objects.filter(campaign=OuterRef("campaign"), canonical_email=OuterRef("canonical_email"))
    same = written.exclude(pk=OuterRef("pk"))
    return list(
        Participation.objects.filter(
            Exists(written.filter(mails__kind__in=("confirmation", "resend"))),
            ~Exists(same.filter(state=State.CONFIRMED)),
            ~Exists(same.filter(submitted_at__gt=OuterRef("submitted_at"))),
            ~Exists(same.filter(mails__kind="reminder")),
            state=State.PENDING,
            campaign__state="open",
            submitted_at__gt=now - until,
            submitted_at__lte=now - after,
        )
        .exclude(mails__kind="reminder")
        .order_by("id")[:limit]
    )
