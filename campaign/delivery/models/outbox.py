"""The outbox: every mail the service sends is a row here, and every change of its state an event."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.campaigns.models import Addressee, Campaign
from campaign.delivery.states import CLAIMABLE, State
from campaign.participation.models import Participation


class Kind(models.TextChoices):
    CONFIRMATION = "confirmation", _("please confirm")
    RESEND = "resend", _("please confirm, sent again")
    REMINDER = "reminder", _("reminder to confirm")
    RECEIPT_LINK = "receipt_link", _("you have already taken part")
    COPY = "copy", _("copy for the supporter")
    THANKS = "thanks", _("thank-you to the supporter")
    QUESTION = "question", _("did you get an answer?")
    LETTER = "letter", _("letter")
    REPLY = "reply", _("automatic reply of an office, passed on")
    STAFF = "staff", _("to staff")
    TEST = "test", _("test of a letter, to staff")


# Mail about one recipient of a participation; all other kinds are between us and one person.
ABOUT_A_RECIPIENT = (Kind.LETTER, Kind.REPLY)
# Mail to staff, of nobody's participation: it is in no campaign's numbers.
TO_STAFF = (Kind.STAFF, Kind.TEST)


class Lane(models.IntegerChoices):
    """Who goes first: a person waits in front of the screen for the link; a letter to an office may take its time."""

    PERSON = 0, _("to a person who waits")
    LETTER = 5, _("to an office")
    LATER = 9, _("to a person who waits for nothing")


class OutgoingMail(models.Model):
    """One mail to one address. This table is the queue; Celery and Redis only say "look now".

    A letter's mailbox is decided when the mail is claimed, and written here then.
    """

    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    lane = models.PositiveSmallIntegerField(_("lane"), choices=Lane)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.QUEUED)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, null=True, blank=True, related_name="mails"
    )
    addressee = models.ForeignKey(
        Addressee, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    seat = models.PositiveIntegerField(_("seat"), default=1)
    # The target whom the supporter wrote to, where others may come to hold the seat; 0: whoever holds it.
    written_for = models.PositiveBigIntegerField(_("written for"), default=0, db_default=0)
    to_email = models.EmailField(_("to"), blank=True)
    to_name = models.CharField(_("name"), max_length=200, blank=True)
    # Mail to staff, a test and an office's answer carry their own words; all other is composed when sent.
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)

    next_attempt_at = models.DateTimeField(_("due"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claim = models.UUIDField(_("claim"), null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    # Letters that travel in one mail have the same: the key of the first of them (Campaign.bundles).
    bundle = models.PositiveBigIntegerField(_("bundle"), null=True, blank=True)
    possible_duplicate = models.BooleanField(_("may have arrived twice"), default=False)
    # Through which it left or was refused; while it waits, the one that may have it already and would know it again.
    provider = models.CharField(_("provider"), max_length=40, blank=True)
    provider_reference = models.CharField(_("provider's reference"), max_length=250, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        constraints = (
            models.UniqueConstraint(
                fields=("participation", "addressee", "seat", "kind"),
                condition=models.Q(addressee__isnull=False),
                name="one_letter_per_addressee",
            ),
            models.UniqueConstraint(
                fields=("participation", "kind"),
                condition=models.Q(addressee__isnull=True, participation__isnull=False),
                name="one_mail_of_a_kind_per_participation",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=TO_STAFF, participation__isnull=True)
                | models.Q(kind__in=ABOUT_A_RECIPIENT, participation__isnull=False, addressee__isnull=False)
                | ~models.Q(kind__in=(*TO_STAFF, *ABOUT_A_RECIPIENT))
                & models.Q(participation__isnull=False, addressee__isnull=True),
                name="a_mail_has_what_its_kind_needs",
            ),
        )
        indexes = (
            # Mail to people is taken in the order it is due, letters stream by stream (delivery.streams).
            models.Index(
                fields=("next_attempt_at", "id"),
                condition=models.Q(state__in=CLAIMABLE) & ~models.Q(kind="letter"),
                name="outgoing_due",
            ),
            models.Index(
                fields=("addressee", "seat", "written_for", "next_attempt_at", "id"),
                condition=models.Q(state__in=CLAIMABLE, kind="letter"),
                name="outgoing_stream",
            ),
            models.Index(fields=("bundle",), condition=models.Q(bundle__isnull=False), name="outgoing_bundle"),
            models.Index(
                fields=("provider_reference",), condition=~models.Q(provider_reference=""), name="outgoing_reference"
            ),
            models.Index(fields=("lease_until",), condition=models.Q(state=State.SENDING), name="outgoing_leased"),
            models.Index(fields=("campaign", "state"), name="outgoing_by_campaign"),
            models.Index(fields=("addressee", "seat"), condition=models.Q(state=State.HELD), name="outgoing_held"),
            # As find_mail asks: iexact compares in upper case.
            models.Index(Upper("to_email"), condition=~models.Q(to_email=""), name="outgoing_to_address"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} ({self.state})"


class DeliveryEvent(models.Model):
    """One change of one mail's state, with its reason. Rows are only ever added: a trigger refuses changes."""

    mail = models.ForeignKey(OutgoingMail, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(_("when"), default=timezone.now)
    from_state = models.CharField(_("from"), max_length=16, choices=State, blank=True)
    to_state = models.CharField(_("to"), max_length=16, choices=State)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    # Set where a member of staff did it by hand.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    class Meta:
        verbose_name = _("delivery event")
        verbose_name_plural = _("delivery events")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.mail_id}: {self.from_state} -> {self.to_state}"


class SandboxMail(models.Model):
    """A mail that would have left in live mode: kept here, read in the browser, sent to nobody."""

    outgoing = models.ForeignKey(OutgoingMail, on_delete=models.CASCADE, related_name="sandboxed")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    envelope_from = models.CharField(_("envelope sender"), max_length=254)
    sender = models.CharField(_("from"), max_length=400)
    to = models.EmailField(_("to"), db_index=True)
    subject = models.CharField(_("subject"), max_length=400)
    raw = models.BinaryField(_("raw mail"))

    class Meta:
        verbose_name = _("sandboxed mail")
        verbose_name_plural = _("sandbox mailbox")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"
