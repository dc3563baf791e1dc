"""Who receives a campaign's letter today, and who is left out and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q
from django.utils.translation import gettext as _

from campaign.campaigns.models import Addressee, Campaign
from campaign.campaigns.queries import Recipient, make_key, recipients
from campaign.targets.models import Office, Target, Tenure
from campaign.targets.queries import Contest, contested_offices


@dataclass(frozen=True)
class LeftOut:
    """Somebody the campaign names and cannot write to; `contested` where staff can change that by choosing."""

    who: str
    reason: str
    contested: bool = False


@dataclass(frozen=True)
class Audience:
    receive: list[Recipient]
    left_out: list[LeftOut]


def audience_of(campaign: Campaign, language: str, on: date) -> Audience:
    """Everybody the campaign writes to or would like to, on that day."""
    receive = recipients(campaign, language, on)
    keys = {person.key for person in receive}
    contests = {(contest.office.pk, contest.seat): contest for contest in contested_offices()}
    rows = campaign.addressees.select_related("target", "office")
    return Audience(receive, [missing for row in rows for missing in _missing(row, keys, contests, on)])


def _missing(row: Addressee, keys: set[str], contests: dict[tuple[int, int], Contest], on: date) -> Iterator[LeftOut]:
    if row.target is not None and make_key(row.pk, 1) not in keys:
        yield LeftOut(row.target.name, _no_address(row.target))
    if row.office is None:
        return
    for seat in range(1, row.office.seats + 1):
        if make_key(row.pk, seat) in keys:
            continue
        contest = contests.get((row.office.pk, seat))
        if contest:
            names = _(" or ").join(tenure.target.name for tenure in contest.contenders)
            reason = _("It is not sure who holds this office: %(names)s. Until an admin chooses, it gets no letters.")
            yield LeftOut(_seat_name(row.office, seat), reason % {"names": names}, contested=True)
        else:
            yield LeftOut(_seat_name(row.office, seat), _empty_seat(row.office, seat, on))


def _seat_name(office: Office, seat: int) -> str:
    if office.seats == 1:
        return str(office)
    return _("%(office)s, seat %(seat)d") % {"office": office, "seat": seat}


def _empty_seat(office: Office, seat: int, on: date) -> str:
    held = (
        Tenure.objects.filter(Q(since=None) | Q(since__lte=on), Q(until=None) | Q(until__gte=on))
        .filter(office=office, seat=seat, standing=Tenure.Standing.HELD)
        .select_related("target")
        .order_by(F("since").asc(nulls_first=True), "pk")
        .last()
    )
    if held is None:
        return _("Nobody holds this office today.")
    return _("%(name)s holds it. %(reason)s") % {"name": held.target.name, "reason": _no_address(held.target)}


def _no_address(target: Target) -> str:
    if target.address_state == Target.AddressState.DISABLED:
        return _("Staff decided to send nothing to this address.")
    return _("We know no address for this person.")
