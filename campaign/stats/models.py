"""Tallies: sums over what was only ever added, and how far each was summed up."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaign.campaigns.models import Campaign
from campaign.common.links import validate_web_link

# In the place of a language, province or source: all of them.
ALL = "*"


class Measure(models.TextChoices):
    """What a tally counts by, besides the day, language, province and source that all may be asked by."""

    HOUR = "hour", _("people by the hour in which they sent the form")
    DAY = "day", _("people by day")
    CAME_BEFORE = "came_before", _("people by whether they took part here before")
    RIDING = "riding", _("people by riding")
    VARIANT = "variant", _("people by the variant of the letter")
    CHANGED = "changed", _("people by how much of the letter is theirs")
    DELAY = "delay", _("people by the time from form to confirmation")
    LETTERS = "letters", _("letters by day of the confirmation")
    SEAT = "seat", _("letters by addressee and seat")
    WRITTEN = "written", _("letters that were written, whatever became of them")
    TAKEN = "taken", _("letters by the hour in which they were accepted")
    WAIT = "wait", _("letters by the time from confirmation to acceptance")
    TROUBLE = "trouble", _("letters by the hour in which they failed or came back")


class Tally(models.Model):
    """How many people or letters of one kind are in one state. It changes only in the transaction that moves the mark."""

    version = models.PositiveIntegerField()
    campaign_id = models.BigIntegerField()
    measure = models.CharField(max_length=12, choices=Measure)
    # The beginning of the day, or of the hour, in the campaign's time zone.
    period = models.DateTimeField()
    language = models.CharField(max_length=2)
    province = models.CharField(max_length=2)
    source = models.CharField(max_length=60)
    value = models.CharField(max_length=64)
    state = models.CharField(max_length=16)
    n = models.BigIntegerField()

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints = (
            models.UniqueConstraint(
                fields=(
                    "version",
                    "campaign_id",
                    "measure",
                    "language",
                    "province",
                    "source",
                    "period",
                    "value",
                    "state",
                ),
                name="one_tally_of_a_kind",
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.measure} {self.period:%Y-%m-%d %H:%M} {self.value} {self.state}: {self.n}"


class Log(models.TextChoices):
    """What is summed up: two tables that rows are only ever added to."""

    PEOPLE = "people", _("changes of participations")
    LETTERS = "letters", _("delivery events")


class Mark(models.Model):
    """How far one log was summed up: each row with a key up to `folded_to` once, none after it.

    Keys are given out before their transactions commit, so the largest key that is seen may have a smaller one still to come. A
    probe notes the largest key and a transaction number that is larger than those of all who may still add a smaller one; once all of
    these have ended, `probe_to` is safe.
    """

    version = models.PositiveIntegerField()
    log = models.CharField(max_length=8, choices=Log)
    folded_to = models.BigIntegerField(default=0)
    probe_to = models.BigIntegerField(default=0)
    probe_transaction = models.BigIntegerField(default=0)
    folded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        constraints = (models.UniqueConstraint(fields=("version", "log"), name="one_mark_for_each_log"),)

    def __str__(self) -> str:
        return f"{self.log}, version {self.version}: {self.folded_to}"


class Zone(models.Model):
    """In which time zone a campaign's days and hours were cut: where it has another by now, they are cut anew."""

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, primary_key=True, related_name="+")
    time_zone = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("time zone of tallies")
        verbose_name_plural = _("time zones of tallies")

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.time_zone}"


class Current(models.Model):
    """The one row that says which version of the tallies is read."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("version in use")
        verbose_name_plural = _("version in use")
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="one_version_in_use"),)

    def __str__(self) -> str:
        return str(self.version)


class Recount(models.Model):
    """One comparison of every figure with a fresh count of the rows."""

    at = models.DateTimeField()
    differences = models.PositiveIntegerField()
    # The first of them, one on each line.
    found = models.TextField(blank=True)

    class Meta:
        verbose_name = _("recount")
        verbose_name_plural = _("recounts")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}: {self.differences}"


class Milestone(models.Model):
    """A round number of people, or a goal, that a campaign reached: its team was told."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+", verbose_name=_("campaign"))
    people = models.PositiveIntegerField(_("people"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = (models.UniqueConstraint(fields=("campaign", "people"), name="a_milestone_once"),)

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.people}"


class Look(models.Model):
    """How often a campaign's page was looked at, or a letter begun on it, in one hour and language; of nobody in particular."""

    class Kind(models.TextChoices):
        VIEW = "view", _("page looked at")
        START = "start", _("letter begun")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, db_index=False, related_name="+")
    language = models.CharField(_("language"), max_length=2)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    hour = models.DateTimeField(_("hour"))
    n = models.BigIntegerField(_("number"))

    class Meta:
        verbose_name = _("looks at a page")
        verbose_name_plural = _("looks at pages")
        constraints = (models.UniqueConstraint(fields=("campaign", "language", "kind", "hour"), name="looks_once"),)

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.language} {self.kind} {self.hour:%Y-%m-%d %H:%M}: {self.n}"


class Digest(models.Model):
    """That somebody was told of the week that ended with this Monday, or had nothing to be told."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    monday = models.DateField()

    class Meta:
        verbose_name = _("weekly mail")
        verbose_name_plural = _("weekly mails")
        constraints = (models.UniqueConstraint(fields=("user", "monday"), name="one_digest_a_week"),)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.monday}"


class Moment(models.Model):
    """What a team wants to be seen beside the curve: a mailing, a report in the news. The service's own moments are in no row."""

    class Kind(models.TextChoices):
        LAUNCH = "launch", pgettext_lazy("moment", "launch")
        MAILING = "mailing", pgettext_lazy("moment", "mailing")
        MEDIA = "media", pgettext_lazy("moment", "in the media")
        OTHER = "other", pgettext_lazy("moment", "something else")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="moments")
    at = models.DateTimeField(_("when"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.MEDIA)
    words = models.CharField(_("words"), max_length=120)
    link = models.CharField(_("link"), max_length=300, blank=True, validators=[validate_web_link])
    # A moment outlives the account of whoever added it.
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("moment")
        verbose_name_plural = _("moments")
        ordering = ("at", "pk")
        indexes = (models.Index(fields=("campaign", "at"), name="moments_of_a_campaign"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.words}"
