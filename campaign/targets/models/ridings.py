"""The ridings of Parliament, and what was heard about which of them a postal code lies in."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campaign.targets.models.people import FALLBACK_LANGUAGE, HOUSE_OF_COMMONS, name_in, validate_names


class Riding(models.Model):
    """A place that sends one member; `code` is the one that the roster's people have."""

    source = models.CharField(_("source"), max_length=40, default=HOUSE_OF_COMMONS)
    code = models.CharField(_("code"), max_length=8)
    name = models.JSONField(_("name by language"), validators=[validate_names])
    province = models.JSONField(_("province by language"), validators=[validate_names])
    # All its names, folded as targets.search.fold does, those it had before included: people look for what they remember.
    words = models.TextField(_("words it is found by"))
    # How postal codes begin that are probably in it. For a first guess, and never to address a letter.
    areas = ArrayField(models.CharField(max_length=3), default=list, verbose_name=_("beginnings of postal codes"))

    class Meta:
        verbose_name = _("riding")
        verbose_name_plural = _("ridings")
        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=("source", "code"), name="riding_once"),)

    def __str__(self) -> str:
        return self.name_in(get_language() or FALLBACK_LANGUAGE)

    def name_in(self, language: str) -> str:
        return name_in(self.name, language) or self.code

    def province_in(self, language: str) -> str:
        return name_in(self.province, language)


class PostcodeAnswer(models.Model):
    """In which ridings a postal code lies, as Represent said; no person is in it, and after a month it is forgotten.

    By the place in the code's middle (`centroid`), and by the table of whoever lives there (`concordance`): they may differ.
    """

    postal_code = models.CharField(max_length=7, unique=True)
    centroid = ArrayField(models.CharField(max_length=8), default=list)
    concordance = ArrayField(models.CharField(max_length=8), default=list)
    asked_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("asked_at",), name="postcode_answer_age"),)

    def __str__(self) -> str:
        return self.postal_code

    @property
    def codes(self) -> list[str]:
        """Of all ridings that one of the two names, each once."""
        return list(dict.fromkeys((*self.concordance, *self.centroid)))
