"""Tests of letters: which revision somebody of staff had sent to themselves."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.delivery.models.outbox import OutgoingMail
from campaign.letters.models import Revision


class LetterTest(models.Model):
    """One recipient's letter, sent to whoever of staff asked for it. When it left stands on its mail."""

    mail = models.OneToOneField(OutgoingMail, on_delete=models.CASCADE, related_name="letter_test")
    revision = models.ForeignKey(
        Revision, on_delete=models.CASCADE, related_name="tests", verbose_name=_("revision of the letter")
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("asked for by")
    )

    class Meta:
        verbose_name = _("test of a letter")
        verbose_name_plural = _("tests of letters")

    def __str__(self) -> str:
        return f"{self.mail_id}: {self.revision_id}"
