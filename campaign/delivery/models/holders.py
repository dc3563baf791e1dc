"""Changes of holder: letters wait that were written for one person, and another has the seat by now."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.campaigns.models import Addressee
from campaign.targets.models import Target


class HolderChange(models.Model):
    """What becomes of the letters to a seat that were written for somebody who has it no more. The letters stay as they are.

    A question while neither decided nor over; at most one for a seat and a person. It is over where yet another came, or the same again.
    """

    class Decision(models.TextChoices):
        MOVE = "move", _("to the new holder")
        CANCEL = "cancel", _("not sent")
        SEND = "send", _("as written, to the former holder")

    addressee = models.ForeignKey(Addressee, on_delete=models.CASCADE, db_index=False, related_name="+")
    seat = models.PositiveIntegerField(_("seat"))
    former = models.ForeignKey(
        Target, on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name=_("written for")
    )
    successor = models.ForeignKey(
        Target, on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name=_("new holder")
    )
    letters = models.PositiveIntegerField(_("letters that waited"), default=0)
    found_at = models.DateTimeField(_("found"), default=timezone.now)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    # Nobody, where the time to choose was over.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    over_at = models.DateTimeField(_("over"), null=True, blank=True)

    class Meta:
        verbose_name = _("change of holder")
        verbose_name_plural = _("changes of holder")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("addressee", "seat", "former"),
                condition=models.Q(decided_at__isnull=True, over_at__isnull=True),
                name="one_open_change_per_seat_and_person",
            ),
            models.CheckConstraint(
                condition=models.Q(decision="", decided_at__isnull=True)
                | ~models.Q(decision="") & models.Q(decided_at__isnull=False),
                name="a_decision_has_its_time",
            ),
        )
        indexes = (
            models.Index(
                fields=("addressee", "seat", "former"), condition=models.Q(over_at__isnull=True), name="holder_in_force"
            ),
        )

    def __str__(self) -> str:
        return f"{self.addressee_id}.{self.seat}: {self.former_id} -> {self.successor_id} ({self.decision or 'open'})"

    @property
    def place(self) -> tuple[int, int, int]:
        """As delivery.lines names it: addressee, seat, whom the letters were written for."""
        return self.addressee_id, self.seat, self.former_id

    @property
    def is_open(self) -> bool:
        return self.decided_at is None and self.over_at is None
