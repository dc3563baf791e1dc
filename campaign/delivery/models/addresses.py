"""Addresses that fail: a supporter's is suppressed at once, a target's only proposed to staff."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from campaign.delivery.models.outbox import OutgoingMail
from campaign.targets.models import Target


class Suppression(models.Model):
    """An address of a supporter that gets no more mail, known only by its keyed hash."""

    address_hash = models.CharField(_("hash of the address"), max_length=64)
    reason = models.CharField(_("reason"), max_length=500)
    evidence = models.ForeignKey(OutgoingMail, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("since"), db_default=Now())
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        constraints = (
            models.UniqueConstraint(
                fields=("address_hash", "lifted_at"), nulls_distinct=False, name="one_suppression_in_force"
            ),
        )

    def __str__(self) -> str:
        return self.address_hash[:8]


class AddressProposal(models.Model):
    """A target's address came back as dead: a person looks at the evidence and decides."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("to decide")
        DISABLED = "disabled", _("address disabled")
        KEPT = "kept", _("address kept")

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    address = models.EmailField(_("address"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    evidence = models.ForeignKey(OutgoingMail, on_delete=models.PROTECT, related_name="+", verbose_name=_("mail"))
    reason = models.CharField(_("reason"), max_length=500)
    created_at = models.DateTimeField(_("since"), db_default=Now())
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("address to decide about")
        verbose_name_plural = _("addresses to decide about")
        constraints = (
            models.UniqueConstraint(
                fields=("target", "address"), condition=models.Q(state="proposed"), name="one_open_proposal_per_address"
            ),
        )

    def __str__(self) -> str:
        return f"{self.address} ({self.state})"
