"""Maps that were loaded for this site, drawn already: at most one of a kind, instead of the one that ships with the software."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlaceMap(models.Model):
    """As maps.drawing draws it: `shapes` and `insets` are its facts, `svg` the file that pages borrow shapes from, by its digest."""

    class Kind(models.TextChoices):
        PROVINCES = "provinces", _("provinces")
        RIDINGS = "ridings", _("ridings")

    kind = models.CharField(max_length=10, choices=Kind, unique=True)
    attribution = models.CharField(max_length=200)
    digest = models.CharField(max_length=32)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    shapes = models.JSONField()
    insets = models.JSONField(default=list)
    svg = models.TextField()
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.digest}"
