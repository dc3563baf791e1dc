"""A letter and its revisions: one text per language and number, which is never changed once written."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models.base import ModelBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.letters.alternatives import read_others
from campaign.letters.parts import LetterParts


class RevisionIsImmutable(Exception):
    """Somebody tried to change a revision; participations point at it, so a new one is written instead."""


class Letter(models.Model):
    """What a campaign asks its supporters to send, in as many languages as it has revisions for."""

    name = models.CharField(_("name"), max_length=200)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class Revision(models.Model):
    """One text of a letter in one language. A PostgreSQL trigger refuses every update but the loss of its author."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="revisions", verbose_name=_("letter"))
    language = models.CharField(_("language"), max_length=2)
    number = models.PositiveIntegerField(_("number"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    note = models.CharField(_("what changed"), max_length=200, blank=True)

    subject = models.CharField(_("subject"), max_length=200)
    salutation = models.TextField(_("salutation"))
    opening = models.TextField(_("opening"), blank=True)
    body = models.TextField(_("body"))
    signature = models.TextField(_("signature"))
    # What letters.alternatives makes of them.
    ways = models.JSONField(_("other subjects and paragraphs"), default=dict, blank=True)
    openings = models.JSONField(_("other openings"), default=list, blank=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ("letter", "language", "number")
        constraints = (
            models.UniqueConstraint(fields=("letter", "language", "number"), name="letters_revision_number_once"),
            models.CheckConstraint(
                condition=models.Q(language__regex=r"^[a-z]{2}$"), name="letters_revision_language_two_letters"
            ),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="letters_revision_number_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.letter_id} {self.language} {self.number}"

    def save(
        self,
        *,
        force_insert: bool | tuple[ModelBase, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        if not self._state.adding:
            raise RevisionIsImmutable(f"revision {self.pk} is written; save a new one instead")
        super().save(force_insert=True, using=using)

    @property
    def parts(self) -> LetterParts:
        others = read_others(self.ways, self.openings)
        return LetterParts(self.subject, self.salutation, self.opening, self.body, self.signature, others)
