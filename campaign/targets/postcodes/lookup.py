"""In which ridings a postal code probably lies: what was heard before, what Represent says now, and else a first guess."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from django.conf import settings
from django.db.models import Q

from campaign.common import limits
from campaign.common.limits import Limited
from campaign.common.postal_codes import CANADIAN, clean_postal_code
from campaign.common.text import BadText
from campaign.targets.models import HOUSE_OF_COMMONS, PostcodeAnswer, Riding
from campaign.targets.postcodes.client import Found, NoAnswer, ask

logger = logging.getLogger(__name__)

KEPT = timedelta(days=30)
# A code that Represent does not know may be a new one.
KEPT_UNKNOWN = timedelta(days=1)
# After a failure nobody in this process asks for so long: everyone who did would wait two seconds, and so would a thread.
REST_SECONDS = 10.0
# One line of the table of limits for the whole site: Represent bears 60 requests a minute.
WHOLE_SITE = "represent"


@dataclass(frozen=True)
class Places:
    """Riding codes. `heard`: those that Represent named, in which case they are sure; else they are a guess, or none."""

    codes: list[str]
    heard: bool = False


NOWHERE = Places([])


class Rest:
    """Whether Represent is left alone for a while; each process has one (`REST`). Threads may share it."""

    def __init__(self, seconds: float = REST_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._lock = Lock()
        self._until = 0.0

    def is_on(self) -> bool:
        with self._lock:
            return self._clock() < self._until

    def begin(self) -> None:
        with self._lock:
            self._until = self._clock() + self._seconds

    def end(self) -> None:
        with self._lock:
            self._until = 0.0


REST = Rest()


def places_known(typed: str, now: datetime) -> Places:
    """Without asking anybody: what was heard, else the guess. Nobody who sends the form waits for another service."""
    code = canadian(typed)
    return _kept(code, now) or guess(code) if code else NOWHERE


def places_of(typed: str, now: datetime) -> Places:
    """The same, and Represent is asked where nothing was heard: two seconds at most, and the guess where it fails."""
    code = canadian(typed)
    if not code:
        return NOWHERE
    return _kept(code, now) or _heard_now(code, now) or guess(code)


# As many locks as threads are likely to ask at once; two codes that share one wait for each other, which is rare and short.
_ASKING = tuple(Lock() for _ in range(64))


def _heard_now(code: str, now: datetime) -> Places | None:
    """Several of this process who ask about one code ask once: the others wait for what the first hears."""
    if not settings.REPRESENT_URL:
        return None
    with _ASKING[hash(code) % len(_ASKING)]:
        places = _kept(code, now)
        return _ask(code, now) if places is None and _may_ask() else places


def canadian(typed: str) -> str:
    """The code as it stands on envelopes ("K1A 0A6"); empty for what is none of Canada's."""
    try:
        code = clean_postal_code(typed)
    except BadText:
        return ""
    return code if CANADIAN.fullmatch(code.replace(" ", "")) else ""


def guess(code: str) -> Places:
    """By its first three characters: right for towns more often than not, and never enough to address a letter."""
    found = Riding.objects.filter(source=HOUSE_OF_COMMONS, areas__contains=[code[:3]])
    return Places(list(found.values_list("code", flat=True)))


def _kept(code: str, now: datetime) -> Places | None:
    """None where nothing was heard, or so long ago that it is to be asked again."""
    answer = PostcodeAnswer.objects.filter(postal_code=code, asked_at__gt=now - KEPT).first()
    if answer is None or (not answer.codes and answer.asked_at <= now - KEPT_UNKNOWN):
        return None
    return _heard(answer.codes) or guess(code)


def _heard(codes: Sequence[str]) -> Places | None:
    """Only ridings that we know: an answer of before a redistribution names others."""
    known = set(Riding.objects.filter(source=HOUSE_OF_COMMONS, code__in=codes).values_list("code", flat=True))
    named = [code for code in codes if code in known]
    return Places(named, heard=True) if named else None


def _may_ask() -> bool:
    if REST.is_on():
        return False
    counted = limits.check(WHOLE_SITE, "postcode_lookups", count_in_database=_asked_since)
    return not isinstance(counted, Limited)


def _asked_since(_who: str, since: datetime) -> int:
    return PostcodeAnswer.objects.filter(asked_at__gt=since).count()


def _ask(code: str, now: datetime) -> Places | None:
    try:
        found = ask(code)
    except NoAnswer as problem:
        REST.begin()
        logger.warning("Represent gave no answer about a postal code: %s", problem)  # which one is nobody's business
        return None
    _keep(code, found, now)
    return _heard(list(dict.fromkeys((*found.concordance, *found.centroid))))


def _keep(code: str, found: Found, now: datetime) -> None:
    answer = {"centroid": found.centroid, "concordance": found.concordance, "asked_at": now}
    PostcodeAnswer.objects.update_or_create(postal_code=code, defaults=answer)


def forget_answers(now: datetime) -> int:
    """Those that are too old to be used; how many."""
    unknown = Q(centroid=[], concordance=[], asked_at__lte=now - KEPT_UNKNOWN)
    return PostcodeAnswer.objects.filter(unknown | Q(asked_at__lte=now - KEPT)).delete()[0]
