"""The back office of campaigns: make one, say whom it writes to and in which languages.

Opening, closing, colour and the letter itself belong to the staff pages, where they are checked.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaign.campaigns.models import Addressee, Campaign, CampaignText
from campaign.common.back_office import NothingDeleted


class CampaignForm(forms.ModelForm[Campaign]):
    languages = forms.MultipleChoiceField(
        label=_("languages"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Campaign
        fields = ("slug", "team", "letter", "purpose", "languages", "default_language")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("default_language") not in data.get("languages", [data.get("default_language")]):
            raise ValidationError({"default_language": _("Choose one of the campaign's languages.")})
        return data


class TextsOfCampaign(admin.StackedInline[CampaignText, Campaign]):
    model = CampaignText
    extra = 0


class AddresseesOfCampaign(admin.TabularInline[Addressee, Campaign]):
    model = Addressee
    extra = 0
    autocomplete_fields = ("target", "office", "group")


@admin.register(Campaign)
class CampaignAdmin(NothingDeleted, admin.ModelAdmin[Campaign]):
    """People took part in it; a campaign is closed, not deleted."""

    form = CampaignForm
    list_display = ("slug", "team", "state", "purpose", "languages", "goal", "opened_at", "closed_at")
    list_filter = ("state", "purpose", "team")
    list_select_related = ("team",)
    search_fields = ("slug", "texts__title")
    autocomplete_fields = ("team", "letter")
    readonly_fields = ("state", "created_at", "opened_at", "closed_at")
    fields = (*CampaignForm.Meta.fields, *readonly_fields)
    inlines = (AddresseesOfCampaign, TextsOfCampaign)
