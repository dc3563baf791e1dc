"""Lists of people that a team brought along, such as a city council, and uploads on their way to becoming one."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campaign.common.time_zones import validate_time_zone
from campaign.targets.models.groups import Group
from campaign.targets.models.people import FALLBACK_LANGUAGE, name_in, validate_names


class TargetList(models.Model):
    """A listed group of a team's own. Its people have `source` as theirs; their last upload says who is in it."""

    group = models.OneToOneField(Group, models.PROTECT, related_name="target_list", verbose_name=_("group"))
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="+", verbose_name=_("team"))
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[validate_time_zone])
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("made by")
    )
    created_at = models.DateTimeField(_("made"))
    updated_at = models.DateTimeField(_("updated"))
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)  # nobody new writes to it

    class Meta:
        verbose_name = _("list")
        verbose_name_plural = _("lists")
        ordering = ("-updated_at", "-pk")

    def __str__(self) -> str:
        return str(self.group)

    @property
    def source(self) -> str:
        """The group's, too, and its short name."""
        return self.group.source


class ListUpload(models.Model):
    """A text that somebody uploaded and what they said of it so far. Theirs alone, and forgotten after a day."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    team = models.ForeignKey("accounts.Team", models.CASCADE, related_name="+")
    target_list = models.ForeignKey(TargetList, models.CASCADE, null=True, related_name="+")  # None: it is a new one
    file_name = models.CharField(max_length=200, blank=True)
    encoding = models.CharField(max_length=20)  # as it was assumed
    text = models.TextField()
    has_header = models.BooleanField(default=False)
    columns = ArrayField(models.CharField(max_length=20), default=list)  # a columns.Meaning each; empty: not said yet
    names = models.JSONField(default=dict, validators=[validate_names])
    time_zone = models.CharField(max_length=64, blank=True)
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)  # when it was accepted: a second yes then changes nothing

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=("uploaded_at",), name="list_upload_age"),)

    def __str__(self) -> str:
        if self.target_list is not None:
            return str(self.target_list)
        return name_in(self.names, get_language() or FALLBACK_LANGUAGE) or self.file_name
