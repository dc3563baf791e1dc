"""What is checked of the sending: the pace, the sending domain's DNS, and whether we hear what became of a letter."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from math import ceil
from types import MappingProxyType

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrOrPromise

from campaign.campaigns.models import Campaign
from campaign.common.mail_domain import Finding, examine
from campaign.common.mail_services import is_service
from campaign.delivery import forecast, pace
from campaign.delivery.models import OutgoingMail
from campaign.delivery.policy import BUNDLE_LETTERS, OFFICE_CLOSES, OFFICE_OPENS
from campaign.delivery.states import State
from campaign.stats import seats
from campaign.targets.time_zones import zone_of
from campaign.web.numbers import number
from campaign.web.organizers.pace import question_of
from campaign.web.organizers.preflight.lines import Line, Tone, good
from campaign.web.organizers.preflight.today import Today

HOURS_A_DAY = 24
# Mail services report within seconds, unless the recipient's server lets them wait.
REPORTED_WITHIN = timedelta(minutes=15)
REPORTED = (State.DELIVERED, State.BOUNCED, State.COMPLAINED)

# How each finding stands, and in which words. Mail without SPF, or with two, is turned away by the large mailbox providers; a lax
# policy lets mail through, ours and forged.
Words = Mapping[Finding, tuple[Tone, StrOrPromise]]
SPF: Words = MappingProxyType(
    {
        Finding.GOOD: (Tone.GOOD, gettext_lazy("SPF: %(domain)s says who may send its mail.")),
        Finding.NONE: (
            Tone.BAD,
            gettext_lazy(
                "SPF: %(domain)s does not say who may send its mail, so mailboxes turn it away or distrust it."
            ),
        ),
        Finding.SEVERAL: (
            Tone.BAD,
            gettext_lazy("SPF: %(domain)s has two records, which counts as none. Write both into one."),
        ),
        Finding.LAX: (
            Tone.WARN,
            gettext_lazy("SPF: %(domain)s lets everybody send its mail. End the record with -all."),
        ),
    }
)
DKIM: Words = MappingProxyType(
    {
        Finding.GOOD: (Tone.GOOD, gettext_lazy("DKIM: the key of selector %(selector)s is published at %(domain)s.")),
        Finding.NONE: (Tone.BAD, gettext_lazy("DKIM: no key is published for selector %(selector)s at %(domain)s.")),
        Finding.REVOKED: (
            Tone.BAD,
            gettext_lazy("DKIM: the key of selector %(selector)s at %(domain)s was taken back."),
        ),
        Finding.UNSET: (
            Tone.WARN,
            gettext_lazy("DKIM: we do not know the selector, so its key cannot be looked up. Set DKIM_SELECTOR."),
        ),
    }
)
DMARC: Words = MappingProxyType(
    {
        Finding.GOOD: (
            Tone.GOOD,
            gettext_lazy("DMARC: %(domain)s says what becomes of mail forged in its name: %(policy)s."),
        ),
        Finding.NONE: (
            Tone.BAD,
            gettext_lazy("DMARC: %(domain)s has no policy. Gmail and Yahoo ask for one of whoever sends much mail."),
        ),
        Finding.SEVERAL: (Tone.BAD, gettext_lazy("DMARC: %(domain)s has two policies, which counts as none.")),
        Finding.LAX: (
            Tone.WARN,
            gettext_lazy("DMARC: %(domain)s lets mail forged in its name through (p=none)."),
        ),
    }
)


def lines_of_sending(today: Today, now: datetime) -> Iterator[Line]:
    campaign = today.campaign
    yield from _pace(today, now)
    if settings.DELIVERY_MODE == "sandbox":
        yield good(
            _("Sandbox: nothing leaves this machine, so the sending domain needs no DNS records and nobody reports.")
        )
    elif campaign.purpose != Campaign.Purpose.ACTION:
        yield good(_("This is a demo: its letters never leave this machine."))
    else:
        yield from _domain(reverse("staff-check", args=[campaign.slug]) + "#operator")
        yield from _reports(reverse("staff-check", args=[campaign.slug]) + "#operator", now)


def _pace(today: Today, now: datetime) -> Iterator[Line]:
    campaign = today.campaign
    url = reverse("staff-pace", args=[campaign.slug])
    rate = pace.mailbox_rate([campaign.mailbox_per_hour])
    if question_of(campaign, forecast.of_campaign(campaign, now, seats.waiting), now):
        words = _("Pace: of the letters that wait now, the last leaves later than you wanted.")
        yield Line(Tone.WARN, words, _("How fast letters leave"), url)
    elif rate is None:
        yield good(_("Pace: letters leave as fast as they come."))
    else:
        yield _pace_of_goal(today, rate, now)


def _pace_of_goal(today: Today, rate: pace.Rate, now: datetime) -> Line:
    """As if everybody of the goal signed today, and no other campaign wrote to the same mailboxes."""
    campaign = today.campaign
    a_mail = BUNDLE_LETTERS if campaign.bundles else 1
    ends = _last_leaves(today, rate, ceil(campaign.goal / a_mail), now)
    days = max(1, ceil((ends - now) / timedelta(days=1)))
    hours = OFFICE_CLOSES - OFFICE_OPENS if campaign.office_hours else HOURS_A_DAY
    words = ngettext(
        "Pace: at most %(letters)s letters a day to each mailbox; all %(goal)s of the goal leave within %(n)s day.",
        "Pace: at most %(letters)s letters a day to each mailbox; all %(goal)s of the goal leave within %(n)s days.",
        days,
    )
    letters = rate.per_hour * hours * a_mail
    sentence = words % {"letters": number(letters), "goal": number(campaign.goal), "n": number(days)}
    if ends <= now + timedelta(days=campaign.horizon_days):
        return good(sentence)
    wanted = ngettext(
        "You wanted them out within %(n)s day.", "You wanted them out within %(n)s days.", campaign.horizon_days
    )
    wanted %= {"n": number(campaign.horizon_days)}
    return Line(
        Tone.WARN,
        f"{sentence} {wanted}",
        _("How fast letters leave"),
        reverse("staff-pace", args=[campaign.slug]),
    )


def _last_leaves(today: Today, rate: pace.Rate, mails: int, now: datetime) -> datetime:
    if not today.campaign.office_hours:
        return forecast.last_leaves(now, mails, rate, None)
    zones = {zone_of(person.province, person.time_zone) for person in today.people} or {zone_of("")}
    return max(forecast.last_leaves(now, mails, rate, zone) for zone in zones)


def _domain(url: str) -> Iterator[Line]:
    report = examine(settings.MAIL_DOMAIN, settings.DKIM_SELECTOR)
    values = {"domain": settings.MAIL_DOMAIN, "selector": settings.DKIM_SELECTOR, "policy": report.policy}
    asked = (("SPF", SPF, report.spf), ("DKIM", DKIM, report.dkim), ("DMARC", DMARC, report.dmarc))
    for name, words, finding in asked:
        if finding is Finding.UNKNOWN:
            sentence = _("%(record)s: %(domain)s could not be looked up just now. Reload this page in a minute.")
            yield Line(Tone.WARN, sentence % (values | {"record": name}))
            continue
        tone, text = words[finding]
        remedy = (_("What to write into the DNS"), url) if tone is not Tone.GOOD else ("", "")
        yield Line(tone, text % values, *remedy)


def _reports(url: str, now: datetime) -> Iterator[Line]:
    remedy = (_("What to set"), url)
    services = [address.partition(":")[0] for address in _ways_out() if is_service(address)]
    if services and not settings.WEBHOOK_SECRET:
        words = _(
            "Reports: %(service)s reports what became of a letter, but WEBHOOK_SECRET is not set, so nobody believes it."
        )
        yield Line(Tone.WARN, words % {"service": services[0]}, *remedy)
    elif services:
        yield _heard(services[0], remedy, now)
    if len(services) < len(_ways_out()):
        if settings.BOUNCE_URL:
            yield good(_("Bounces: the mailbox they come to is read every minute."))
        else:
            words = _(
                "Bounces: nobody reads them, because BOUNCE_URL is not set. Letters that come back look delivered."
            )
            yield Line(Tone.WARN, words, *remedy)


def _ways_out() -> list[str]:
    return [address for address in (settings.EMAIL_URL, settings.EMAIL_URL_FALLBACK) if address]


def _heard(service: str, remedy: tuple[str, str], now: datetime) -> Line:
    """Told by what became of tests: they are few, lately sent, and to a mailbox that somebody reads."""
    tests = OutgoingMail.objects.filter(letter_test__isnull=False, provider=service, accepted_at__isnull=False)
    last = tests.order_by("-accepted_at").first()
    if last is None:
        return Line(
            Tone.WARN,
            _("Reports: once a test has left, you see here whether %(service)s reports.") % {"service": service},
        )
    if tests.filter(state__in=REPORTED).exists():
        return good(_("Reports: %(service)s tells us what became of a letter.") % {"service": service})
    if now - (last.accepted_at or now) < REPORTED_WITHIN:
        words = _(
            "Reports: %(service)s has the test and has not said yet whether it arrived. Reload this page in a minute."
        )
        return Line(Tone.WARN, words % {"service": service})
    words = _(
        "Reports: %(service)s took tests and never said what became of them. Tell it the address for its reports."
    )
    return Line(Tone.WARN, words % {"service": service}, *remedy)
