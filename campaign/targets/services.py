"""The verbs of staff: choose who holds a contested seat, and end a tenure; who decided, and when, stays on the row."""

from datetime import date, datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaign.targets.models import Office, Tenure


@transaction.atomic
def choose_holder(tenure: Tenure, by: AbstractBaseUser, now: datetime) -> Tenure:
    """Mark an open tenure as the one that holds its seat, and settle its competitors.

    Those to verify are refused. One that was sure until now ends the day before the chosen one began, or is refused
    when it began no earlier. A refused one may be chosen later: staff may change their mind. ValidationError when the
    tenure has ended.
    """
    Office.objects.select_for_update().get(pk=tenure.office_id)
    chosen = Tenure.objects.select_related("office", "target").get(pk=tenure.pk)
    if chosen.until is not None:
        raise ValidationError(_("This tenure has ended; only an open one can be chosen."))
    if chosen.standing == Tenure.Standing.HELD:
        return chosen
    for competitor in _competitors(chosen):
        _settle(competitor, chosen.since, by, now)
    chosen.standing = Tenure.Standing.HELD
    chosen.decided_by_id, chosen.decided_at = by.pk, now
    chosen.save(update_fields=("standing", "decided_by", "decided_at"))
    return chosen


@transaction.atomic
def end_tenure(tenure: Tenure, last_day: date, by: AbstractBaseUser, now: datetime) -> Tenure:
    """Give an open tenure its last day. ValidationError when it has one, or when that lies before its first."""
    ended = Tenure.objects.select_for_update(of=("self",)).get(pk=tenure.pk)
    if ended.until is not None:
        raise ValidationError(_("This tenure has ended already."))
    if ended.since is not None and last_day < ended.since:
        raise ValidationError(_("The last day lies before the first."))
    ended.until, ended.decided_by_id, ended.decided_at = last_day, by.pk, now
    ended.save(update_fields=("until", "decided_by", "decided_at"))
    return ended


def _competitors(chosen: Tenure) -> list[Tenure]:
    others = Tenure.objects.filter(office=chosen.office_id, seat=chosen.seat, until=None).exclude(pk=chosen.pk)
    return list(others.exclude(standing=Tenure.Standing.REFUSED))


def _settle(competitor: Tenure, successor_since: date | None, by: AbstractBaseUser, now: datetime) -> None:
    began_earlier = successor_since is not None and (competitor.since is None or competitor.since < successor_since)
    if competitor.standing == Tenure.Standing.HELD and began_earlier and successor_since is not None:
        competitor.until = successor_since - timedelta(days=1)
    else:
        competitor.standing = Tenure.Standing.REFUSED
    competitor.decided_by_id, competitor.decided_at = by.pk, now
    competitor.save(update_fields=("standing", "until", "decided_by", "decided_at"))
