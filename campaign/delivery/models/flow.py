"""What governs the flow of mail: streams, their pace, breakers, pauses, and what is counted and told about it."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.campaigns.models import Addressee


class Stream(models.Model):
    """The letters to one addressee's seat, written for the same person, which wait in one line.

    Lines to the same mailbox take turns.
    """

    addressee = models.ForeignKey(Addressee, on_delete=models.CASCADE, db_index=False, related_name="+")
    seat = models.PositiveIntegerField(_("seat"))
    written_for = models.PositiveBigIntegerField(_("written for"), default=0, db_default=0)  # as OutgoingMail's
    # Who was served longest ago is next: so one campaign's million does not starve another's ten.
    served_at = models.DateTimeField(_("last served"), db_default=Now())

    class Meta:
        verbose_name = _("stream of letters")
        verbose_name_plural = _("streams of letters")
        constraints = (
            models.UniqueConstraint(fields=("addressee", "seat", "written_for"), name="one_stream_per_seat_and_person"),
        )

    def __str__(self) -> str:
        return f"{self.addressee_id}.{self.seat} {self.written_for or ''}".strip()


class Pace(models.Model):
    """When a mailbox, or a domain of supporters, may get its next mail ("theoretical arrival time" of GCRA, ITU-T I.371)."""

    key = models.CharField(_("mailbox or domain"), max_length=254, primary_key=True)
    next_at = models.DateTimeField(_("next mail"), db_default=Now())

    class Meta:
        verbose_name = _("pace")
        verbose_name_plural = _("paces")

    def __str__(self) -> str:
        return self.key


class Breaker(models.Model):
    """Stops mail to a recipients' domain, or through a provider, when too much of it fails; and lets it begin again."""

    class Scope(models.TextChoices):
        DOMAIN = "domain", _("domain")
        PROVIDER = "provider", _("provider")

    class State(models.TextChoices):
        CLOSED = "closed", _("all is well")  # as of an electric breaker: the current flows
        OPEN = "open", _("stopped")
        PROBING = "probing", _("trying again")

    scope = models.CharField(_("of a"), max_length=10, choices=Scope)
    key = models.CharField(_("domain or provider"), max_length=254)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CLOSED)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    changed_at = models.DateTimeField(_("since"), db_default=Now())
    probe_at = models.DateTimeField(_("tried again at"), null=True, blank=True)
    openings = models.PositiveIntegerField(_("times in a row"), default=0)
    # While probing: how many mails may go now (each success lets two more go), and how many have gone well.
    allowance = models.PositiveIntegerField(_("mails allowed"), default=0)
    passed = models.PositiveIntegerField(_("mails that went well"), default=0)

    class Meta:
        verbose_name = _("breaker")
        verbose_name_plural = _("breakers")
        constraints = (models.UniqueConstraint(fields=("scope", "key"), name="one_breaker_per_key"),)

    def __str__(self) -> str:
        return f"{self.scope} {self.key}: {self.state}"


class Outcomes(models.Model):
    """How many mails went how, by minute, provider and recipients' domain: what breakers and charts look at."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        DEFERRED = "deferred", _("put off")
        REFUSED = "refused", _("refused")
        BOUNCED = "bounced", _("came back")
        COMPLAINED = "complained", _("marked as unwanted")

    minute = models.DateTimeField(_("minute"))
    provider = models.CharField(_("provider"), max_length=80)
    domain = models.CharField(_("domain"), max_length=254)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    number = models.PositiveIntegerField(_("number"))

    class Meta:
        verbose_name = _("outcomes of a minute")
        verbose_name_plural = _("outcomes by minute")
        constraints = (
            models.UniqueConstraint(
                fields=("minute", "provider", "domain", "outcome"), name="one_row_of_outcomes_a_minute"
            ),
        )

    def __str__(self) -> str:
        return f"{self.minute:%H:%M} {self.domain} {self.outcome} {self.number}"


class Pause(models.Model):
    """Sending stopped by hand: all of it, or a campaign's, a target's or a provider's; by whom, why, and until when."""

    class Scope(models.TextChoices):
        SITE = "site", _("all sending")
        CAMPAIGN = "campaign", _("a campaign's letters")
        TARGET = "target", _("letters to a person")
        PROVIDER = "provider", _("sending through a provider")

    scope = models.CharField(_("what"), max_length=10, choices=Scope, default=Scope.SITE)
    # The campaign's or target's primary key as text, the provider's name, or "" for all sending.
    key = models.CharField(_("which"), max_length=254, blank=True)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("paused by")
    )
    paused_at = models.DateTimeField(_("paused"), default=timezone.now)
    note = models.CharField(_("why"), max_length=300, blank=True)
    resumed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("resumed by"),
    )
    resumed_at = models.DateTimeField(_("resumed"), null=True, blank=True)

    class Meta:
        verbose_name = _("pause of sending")
        verbose_name_plural = _("pauses of sending")
        constraints = (
            models.UniqueConstraint(
                fields=("scope", "key", "resumed_at"), nulls_distinct=False, name="one_pause_in_force"
            ),
        )

    def __str__(self) -> str:
        return f"{self.scope} {self.key} {self.paused_at:%Y-%m-%d %H:%M}"


class Heartbeat(models.Model):
    """When a process of ours was last seen at work."""

    class Kind(models.TextChoices):
        BEAT = "beat", _("clock")
        WORKER = "worker", _("worker")

    name = models.CharField(_("name"), max_length=200, primary_key=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    seen_at = models.DateTimeField(_("seen"), db_default=Now())

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name


class Alert(models.Model):
    """Something staff must know. Told once, when it begins; cleared when it is over."""

    class Kind(models.TextChoices):
        LATE = "late", _("mail is late")
        BEAT_SILENT = "beat_silent", _("the clock is silent")
        BREAKER = "breaker", _("a breaker opened")
        STOPPED = "stopped", _("a provider turned us away")
        FIGURES_LATE = "figures_late", _("figures are late")
        FIGURES_DIFFER = "figures_differ", _("figures differ from the rows")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    key = models.CharField(_("of"), max_length=254, blank=True)
    text = models.TextField(_("text"))
    raised_at = models.DateTimeField(_("raised"), db_default=Now())
    cleared_at = models.DateTimeField(_("cleared"), null=True, blank=True)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "key", "cleared_at"), nulls_distinct=False, name="one_alert_in_force"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
