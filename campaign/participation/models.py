"""A participation: one person's part in one campaign, from the form to the confirmation and beyond."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.campaigns.models import Campaign
from campaign.letters.models import Revision


class Participation(models.Model):
    """What one person wrote and when.

    Pending ones are as many as were submitted, each with its own text and token, so nobody can put words into
    another's letter by being first. Only one of an address can be confirmed in a campaign: the database says so.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("waiting for its confirmation")
        CONFIRMED = "confirmed", _("confirmed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        ERASED = "erased", _("erased")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Found through the indexes below that begin with it; and no revision is ever deleted, so nobody asks who used one.
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, db_index=False, related_name="participations")
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.PENDING)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    email = models.EmailField(_("e-mail"))
    canonical_email = models.EmailField(_("canonical e-mail"))
    city = models.CharField(_("city"), max_length=80, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=16, blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("letter"))
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, db_index=False, related_name="+")
    # Which variant was shown ("2.1.3", letters.variants; empty where there was one), and how many in a hundred words are
    # the supporter's own: all that is kept of how a letter differs, whatever becomes of its text.
    variant = models.CharField(_("variant"), max_length=8, blank=True, default="")
    words_changed = models.PositiveSmallIntegerField(_("words changed (%)"), null=True, blank=True)
    # Of the supporter, where the campaign writes to their own member: for the numbers, and empty where nobody asked.
    riding_code = models.CharField(_("riding code"), max_length=8, blank=True, default="", db_default="")
    recipient_keys = ArrayField(models.CharField(max_length=24), verbose_name=_("recipients"))
    # Recipient's key -> whom the page named there (a target's key), for seats that others may come to hold.
    written_for = models.JSONField(_("whom it was written for"), default=dict, db_default={}, blank=True)
    client = models.CharField(_("network address"), max_length=45, blank=True)
    # What is counted by, and stays when the person's own words and addresses are erased: none of it says who they are.
    province = models.CharField(_("province"), max_length=2, blank=True)
    source = models.CharField(_("came from"), max_length=60, blank=True)
    came_before = models.BooleanField(_("took part here before"), default=False)
    submitted_at = models.DateTimeField(_("submitted"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    undo_until = models.DateTimeField(_("may be undone until"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(words_changed__isnull=True) | models.Q(words_changed__range=(0, 100)),
                name="words_changed_in_percent",
            ),
            models.UniqueConstraint(
                fields=("campaign", "canonical_email"),
                condition=models.Q(state="confirmed"),
                name="one_confirmed_participation_per_address",
            ),
        )
        indexes = (
            models.Index(fields=("canonical_email", "campaign"), name="participation_by_address"),
            models.Index(Upper("email"), name="participation_by_email"),  # as iexact compares
            models.Index(
                fields=("campaign", "confirmed_at"),
                condition=models.Q(state="confirmed"),
                name="participation_confirmed",
            ),
            models.Index(fields=("campaign", "submitted_at"), name="participation_submitted"),
            # Few among millions, and in no form's way: a new row is never in it.
            models.Index(
                fields=("campaign", "submitted_at"),
                condition=models.Q(state__in=("withdrawn", "erased")),
                name="participation_gone",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk} ({self.state})"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def place(self) -> str:
        """City and postal code, as they stand in the signature: offices ignore letters from nowhere."""
        return ", ".join(part for part in (self.city, self.postal_code) if part)


class ParticipationEvent(models.Model):
    """One thing that changed in what is counted: a person more, one less, or one who went from a state to another.

    A trigger of PostgreSQL writes them, in the transaction that changes the participation, whoever does it and however; rows are only
    ever added. Each carries all that a figure may be asked by, so that tallies are sums over this table alone.
    """

    # Without a constraint: what was counted stays counted where a participation is removed.
    participation = models.ForeignKey(
        Participation, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    campaign = models.ForeignKey(
        Campaign, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    from_state = models.CharField(_("from"), max_length=16, blank=True)
    to_state = models.CharField(_("to"), max_length=16, blank=True)
    language = models.CharField(_("language"), max_length=2)
    province = models.CharField(_("province"), max_length=2, blank=True)
    source = models.CharField(_("came from"), max_length=60, blank=True)
    came_before = models.BooleanField(_("took part here before"), default=False)
    riding_code = models.CharField(_("riding code"), max_length=8, blank=True)
    revision = models.ForeignKey(
        Revision, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    variant = models.CharField(_("variant"), max_length=8, blank=True)
    words_changed = models.PositiveSmallIntegerField(_("words changed (%)"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    class Meta:
        verbose_name = _("change of a participation")
        verbose_name_plural = _("changes of participations")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.participation_id}: {self.from_state} -> {self.to_state}"


class NewsletterConsent(models.Model):
    """That a person asked for news: which words they agreed to, in which language, and when."""

    participation = models.OneToOneField(Participation, on_delete=models.CASCADE, related_name="newsletter_consent")
    wording_version = models.CharField(_("wording"), max_length=16)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    given_at = models.DateTimeField(_("given"))

    class Meta:
        verbose_name = _("newsletter consent")
        verbose_name_plural = _("newsletter consents")

    def __str__(self) -> str:
        return f"{self.participation_id} {self.wording_version}"
