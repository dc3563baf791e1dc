"""Everybody who is on stage: who is to come, who writes, who waits for their mail, who confirms, and what came of it."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

from campaign.journeys.rehearsal import supporter
from campaign.journeys.rehearsal.browser import NoAnswer, Site
from campaign.journeys.rehearsal.crowd import Person
from campaign.journeys.rehearsal.mailbox import Mailbox

# Enough to keep two cores busy, few enough that the rehearsal itself stays the smaller part of their work.
BROWSERS = 8


class Stage:
    """Browsers run in threads; everything here, the database included, is only touched by the one that calls."""

    def __init__(self, site: Site, slug: str, people: Iterator[Person], mailbox: Mailbox) -> None:
        self.letters: dict[str, int] = {}  # of whom wrote: to how many people
        self.confirmed: set[str] = set()
        self.problems: Counter[str] = Counter()
        self.arrived = 0
        self._site = site
        self._slug = slug
        self._to_come = people
        self._mailbox = mailbox
        self._to_confirm: dict[str, Person] = {}
        self._writing: dict[Future[int], Person] = {}
        self._confirming: dict[Future[None], Person] = {}
        self._browsers = ThreadPoolExecutor(BROWSERS)

    def close(self) -> None:
        """Let the requests under way end, and begin no other."""
        self._browsers.shutdown(cancel_futures=True)

    @property
    def quiet(self) -> bool:
        """Whether nobody is in front of a browser now, or waits for their mail."""
        return not (self._writing or self._confirming or self._to_confirm)

    def arrive(self, wanted: int) -> None:
        """Let people come until so many have."""
        for person in islice(self._to_come, max(0, wanted - self.arrived)):
            self.arrived += 1
            self._to_confirm[person.email] = person
            self._writing[self._browsers.submit(supporter.write, self._site, person, self._slug)] = person

    def read_mail(self) -> None:
        """Whoever got the mail follows its link. Raises SentElsewhere."""
        self._mailbox.check()
        for address, link in self._mailbox.new_mail():
            person = self._to_confirm.pop(address, None)
            if person is None or not link:
                self.problems["a confirmation mail to nobody" if link else "a confirmation mail without a link"] += 1
                continue
            self._confirming[self._browsers.submit(supporter.confirm, self._site, person, link)] = person

    def collect(self) -> None:
        """Take note of what has ended since the last call."""
        for written in [each for each in self._writing if each.done()]:
            person = self._writing.pop(written)
            if self._went_well(written):
                self.letters[person.email] = written.result()
            else:
                self._to_confirm.pop(person.email, None)
        for done in [each for each in self._confirming if each.done()]:
            person = self._confirming.pop(done)
            if self._went_well(done):
                self.confirmed.add(person.email)

    def _went_well(self, future: Future[int] | Future[None]) -> bool:
        trouble = future.exception()
        if trouble is None:
            return True
        if not isinstance(trouble, NoAnswer | supporter.Unexpected):
            raise trouble
        self.problems[str(trouble)] += 1
        return False
