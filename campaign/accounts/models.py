"""Staff: who they are, what role they have, and which team's campaigns they may touch."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Team(models.Model):
    """The people who run campaigns together; every campaign belongs to one team."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("slug"), unique=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """A member of staff. Organizers edit the campaigns of their teams; admins see and may pause everything."""

    class Role(models.TextChoices):
        ORGANIZER = "organizer", _("organizer")
        ADMIN = "admin", _("admin")

    role = models.CharField(_("role"), max_length=16, choices=Role, default=Role.ORGANIZER)
    teams = models.ManyToManyField(Team, related_name="members", blank=True, verbose_name=_("teams"))

    weekly_digest = models.BooleanField(_("weekly mail about their campaigns"), default=True)

    @property
    def is_admin(self) -> bool:
        return self.is_superuser or self.role == self.Role.ADMIN
