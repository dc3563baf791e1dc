"""An export: what somebody asked for, how far it is, its file in pieces; and the record of everything that was taken along."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaign.campaigns.models import Campaign
from campaign.stats.reading import Asked


class What(models.TextChoices):
    """Rows of what an export holds."""

    PEOPLE = "people", _("people")
    LETTERS = "letters", _("letters")
    EVENTS = "events", _("what happened to letters")


class Format(models.TextChoices):
    # JSON as lines: a program reads one row after the other, as it was written, and needs no memory for the rest.
    CSV = "csv", "CSV"
    JSON = "jsonl", "JSON"
    XLSX = "xlsx", "XLSX"


class State(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("an export", "waiting")
    RUNNING = "running", pgettext_lazy("an export", "being written")
    DONE = "done", pgettext_lazy("an export", "ready")
    FAILED = "failed", pgettext_lazy("an export", "failed")
    CANCELLED = "cancelled", pgettext_lazy("an export", "cancelled")
    DELETED = "deleted", pgettext_lazy("an export", "deleted")
    EXPIRED = "expired", pgettext_lazy("an export", "expired")


# Still to be worked on.
OPEN = (State.WAITING, State.RUNNING)


class Failure(models.TextChoices):
    """Why there is no file."""

    TRIES = "tries", _("It broke off several times. Ask for fewer days; if that fails too, tell an admin.")
    SIZE = "size", _("It would be larger than a file may be. Ask for fewer days, or for CSV.")
    GONE = "gone", _("The campaign was deleted.")


class Export(models.Model):
    """The row outlives its file: it says who asked for what, and when."""

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    campaign = models.ForeignKey(Campaign, on_delete=models.SET_NULL, null=True, related_name="+")
    # The campaign's slug, for when it is gone.
    subject = models.CharField(_("campaign"), max_length=80)
    what = models.CharField(_("what"), max_length=8, choices=What)
    format = models.CharField(_("format"), max_length=8, choices=Format)
    # Only the parts that are asked for: {"since": "2026-11-01", "language": "fr"}.
    part = models.JSONField(_("part"), default=dict, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    # E-mail addresses, and whose letter each is: for admins alone, as on the pages.
    private = models.BooleanField(_("with addresses"), default=False)

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.WAITING)
    failure = models.CharField(_("why it failed"), max_length=8, choices=Failure, blank=True)
    rows = models.PositiveBigIntegerField(_("rows"), default=0)
    # Of all that have to be looked at (people of the campaign on these days), for a bar of progress.
    passed = models.PositiveBigIntegerField(default=0)
    expected = models.PositiveBigIntegerField(default=0)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    pieces = models.PositiveIntegerField(default=0)
    # Where the next slice goes on: the last row, and what the format has to remember.
    position = models.JSONField(default=dict, blank=True)
    # Slices begun since one was last finished.
    tries = models.PositiveSmallIntegerField(default=0)
    worked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("worked_at", "id"), condition=models.Q(state__in=OPEN), name="export_open"),
            models.Index(fields=("ended_at",), condition=models.Q(state="done"), name="export_done"),
        )

    def __str__(self) -> str:
        return f"{self.subject} {self.what} ({self.state})"

    @property
    def asked(self) -> Asked:
        days = {name: date.fromisoformat(self.part[name]) for name in ("since", "until") if name in self.part}
        return Asked(**{**self.part, **days})

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_done(self) -> bool:
        return self.state == State.DONE

    @property
    def file_name(self) -> str:
        return f"{self.subject}-{self.what}-{self.asked_at:%Y-%m-%d}-{self.pk}.{self.format}"

    @property
    def percent(self) -> int:
        """Whole per cent, 100 only when it is done."""
        if self.is_done:
            return 100
        return min(99, self.passed * 100 // self.expected) if self.expected else 0


class Piece(models.Model):
    """A part of an export's file, of about a megabyte; in the database, where every machine sees it (docs/adr/0020)."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, db_index=False, related_name="+")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        verbose_name = _("piece of an export")
        verbose_name_plural = _("pieces of exports")
        constraints = (models.UniqueConstraint(fields=("export", "number"), name="one_piece_of_a_number"),)

    def __str__(self) -> str:
        return f"{self.export_id}.{self.number}"


class Taking(models.Model):
    """That somebody took rows along: an export's file, or a short table of the statistics. Rows are only ever added."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"), default=timezone.now)
    campaign = models.ForeignKey(Campaign, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    subject = models.CharField(_("campaign"), max_length=80, blank=True)
    # A value of What, or the key of a table.
    what = models.CharField(_("what"), max_length=40)
    format = models.CharField(_("format"), max_length=8)
    part = models.JSONField(_("part"), default=dict, blank=True)
    rows = models.PositiveBigIntegerField(_("rows"))
    export = models.ForeignKey(Export, on_delete=models.PROTECT, null=True, blank=True, related_name="takings")

    class Meta:
        verbose_name = _("taking")
        verbose_name_plural = _("takings")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.by_id}: {self.subject} {self.what}"
