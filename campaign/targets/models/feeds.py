"""What the roster's feeds said, and what staff decided about each line of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaign.targets.models.people import Office, Target


class FeedCopy(models.Model):
    """The last answer of a feed's address that could be read, so that an unchanged feed costs one 304."""

    url = models.CharField(max_length=500, unique=True)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    body = models.BinaryField()
    fetched_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.url


class RosterCheck(models.Model):
    """One look at a feed: when, what came, and what was wrong with it. Nothing is changed by looking."""

    class Feed(models.TextChoices):
        REPRESENT = "represent", "Represent, Open North"
        HOUSE = "house", pgettext_lazy("feed", "House of Commons of Canada")

    class Failure(models.TextChoices):
        UNREACHABLE = "unreachable", _("The source could not be reached, or was too slow.")
        REFUSED = "refused", _("The source answered with an error.")
        UNREADABLE = "unreadable", _("What came is not what the source usually sends.")
        INCOMPLETE = "incomplete", _("A part of the list is missing.")
        ROWS = "rows", _("The list has people who cannot be read.")

    feed = models.CharField(max_length=20, choices=Feed)
    checked_at = models.DateTimeField()
    people = models.PositiveIntegerField(default=0)  # in the feed
    known = models.PositiveIntegerField(default=0)  # sitting in our roster at that moment
    gone = models.PositiveIntegerField(default=0)  # of those, not in the feed
    repeated = models.PositiveIntegerField(default=0)  # lines that staff refused before: not proposed again
    left_out = models.JSONField(
        default=list
    )  # [{"name", "riding", "why", "text"}]: people nothing is proposed for, and why
    failure = models.CharField(max_length=20, choices=Failure, blank=True)
    detail = models.TextField(blank=True)  # what was wrong, as the machine says it

    class Meta:
        ordering = ("-checked_at", "-id")
        indexes = (models.Index(fields=("feed", "-checked_at"), name="roster_check_newest"),)

    def __str__(self) -> str:
        return f"{self.get_feed_display()}, {self.checked_at:%Y-%m-%d}"

    @property
    def suspicious(self) -> bool:
        """Whether so many are gone that the feed is rather broken: by-elections and floor-crossings move some in a year."""
        return self.gone * 100 > self.known * GONE_PERCENT


# More than so many of a hundred gone at once: an election, or half a feed. Between January and September 2026 eleven of 343 left (3 %).
GONE_PERCENT = 10


class RosterChange(models.Model):
    """One line of a check: what would change about one person. Only a person's yes makes it so."""

    class Kind(models.TextChoices):  # in the order in which they are applied
        NEW = "new", pgettext_lazy("person", "new")
        BACK = "back", pgettext_lazy("person", "sits again")
        GONE = "gone", _("gone")
        ADDRESS = "address", pgettext_lazy("change", "address")
        PARTY = "party", _("party")
        RIDING = "riding", _("riding")
        NAME = "name", _("name")
        OTHER = "other", pgettext_lazy("change", "other facts")
        TENURE_ENDED = "tenure_ended", _("office given up")
        TENURE_NEW = "tenure_new", _("office taken")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ACCEPTED = "accepted", pgettext_lazy("change", "accepted")
        REFUSED = "refused", pgettext_lazy("change", "refused")
        REPLACED = "replaced", _("replaced by a newer check")

    class Reason(models.TextChoices):
        """Why a line was refused although somebody said yes."""

        ROW_CHANGED = "row_changed", _("This has changed since the check: the next one looks anew.")
        THERE_ALREADY = "there_already", _("This person is in the roster already.")
        NO_PERSON = "no_person", _("This person is not in the roster.")

    check_made = models.ForeignKey(RosterCheck, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=20, choices=Kind)
    target = models.ForeignKey(Target, models.PROTECT, null=True, related_name="+")  # None: not in the roster yet
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    before = models.JSONField(default=dict)  # field -> value, as it was stored when the check was made
    after = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("check_made", "state"), name="roster_change_state"),)

    def __str__(self) -> str:
        return f"{self.name}: {self.get_kind_display()}"
