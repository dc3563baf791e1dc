"""Groups of people: by what the roster says of them, or by name."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campaign.targets.models.people import (
    FALLBACK_LANGUAGE,
    HOUSE_OF_COMMONS,
    Target,
    ends_after_it_began,
    name_in,
    validate_names,
)


class Group(models.Model):
    """Several people who are written to alike, such as a party's members, a province's, a committee or a city council.

    A drawn group is whoever the roster of its source lists with that party and that province on the day; an empty one
    of the two asks for nothing. A listed group is whoever has a membership.
    """

    class Kind(models.TextChoices):
        DRAWN = "drawn", _("by party or province")
        LISTED = "listed", _("by name")

    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    name = models.JSONField(_("name by language"), validators=[validate_names])
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    source = models.CharField(_("source"), max_length=40, default=HOUSE_OF_COMMONS)
    party = models.CharField(_("party"), max_length=100, blank=True)
    province = models.CharField(_("province"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ("slug",)
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=("drawn", "listed")), name="group_kind_known"),
            models.CheckConstraint(
                condition=models.Q(kind="drawn") | models.Q(party="", province=""), name="group_listed_draws_nobody"
            ),
            models.UniqueConstraint(
                fields=("source", "party", "province"), condition=models.Q(kind="drawn"), name="group_drawn_once"
            ),
        )

    def __str__(self) -> str:
        return self.name_in(get_language() or FALLBACK_LANGUAGE)

    def name_in(self, language: str) -> str:
        """The group's name in a language, else in English."""
        return name_in(self.name, language) or self.slug


class Membership(models.Model):
    """That a person is in a listed group, from `since` to `until`, both days included."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships", verbose_name=_("group"))
    target = models.ForeignKey(Target, models.PROTECT, related_name="memberships", verbose_name=_("person"))
    title = models.CharField(_("title in the group"), max_length=200, blank=True)
    since = models.DateField(_("first day"), null=True, blank=True)
    until = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ("group", "target__last_name", "target__first_name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("group", "target"), condition=models.Q(until__isnull=True), name="membership_once_at_a_time"
            ),
            ends_after_it_began("membership_ends_after_it_began"),
        )

    def __str__(self) -> str:
        return f"{self.target.name}, {self.group}"

    def clean(self) -> None:
        if self.group_id and self.group.kind != Group.Kind.LISTED:
            raise ValidationError(_("People are added to groups by name only; the others are drawn from the roster."))
