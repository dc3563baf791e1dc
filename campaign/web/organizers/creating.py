"""Making a campaign: a new one in its first step, its address and languages while it is a draft, and a copy of another."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.accounts.models import Team, User
from campaign.campaigns.models import Campaign
from campaign.campaigns.queries import LONGEST_SLUG, free_slug
from campaign.campaigns.services import AddressTaken, Draft, copy_as_draft, create_draft, rearrange_draft
from campaign.web.organizers.home import title_of
from campaign.web.organizers.texts import ACCENT_HELP, PageTextForm, clean_accent
from campaign.web.staff.access import StaffRequest, campaign_page, may_create, staff_page, teams_of


class BasicsForm(forms.Form):
    """Where a campaign stands and in which languages: all that nobody can change once supporters know it."""

    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose one language at least.")},
    )
    default_language = forms.ChoiceField(
        label=gettext_lazy("Default language"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("Who asks for a language that the campaign does not have sees this one."),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        required=False,
        max_length=LONGEST_SLUG,
        error_messages={
            "invalid": gettext_lazy("Use letters without accents, digits and hyphens only, such as free-visas.")
        },
        widget=forms.TextInput(
            attrs={"class": "form-control", "maxlength": LONGEST_SLUG, "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    team = forms.ModelChoiceField(
        label=gettext_lazy("Team"),
        queryset=Team.objects.none(),
        empty_label=None,
        help_text=gettext_lazy("Who may see and change the campaign."),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args: Any, user: User, campaign: Campaign | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        self.fields["slug"].help_text = _(
            "The last part of the page's address: %(start)s… Empty: it is made from the title."
        ) % {"start": f"{settings.PUBLIC_URL}/{get_language()}/c/"}
        teams = teams_of(user)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        if len(teams) == 1:
            self.fields["team"].widget = forms.HiddenInput()
            self.initial["team"] = teams[0].pk

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"].lower()
        own = self.campaign.slug if self.campaign else ""
        if slug not in ("", own) and Campaign.objects.filter(slug=slug).exists():
            raise taken(slug)
        return slug

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if data.get("default_language") not in data.get("languages", [data.get("default_language")]):
            self.add_error("default_language", _("Choose one of the campaign's languages."))
        return data


def taken(slug: str) -> ValidationError:
    return ValidationError(
        _("Another campaign has the address “%(slug)s”. “%(free)s” is free."),
        params={"slug": slug, "free": free_slug(slug)},
    )


class NewCampaignForm(BasicsForm, PageTextForm):
    """The first step: the page in its default language, and the basics."""

    accent = forms.CharField(
        label=gettext_lazy("Accent colour"),
        max_length=7,
        initial=Campaign._meta.get_field("accent").default,
        help_text=ACCENT_HELP,
        widget=forms.TextInput(attrs={"class": "form-control", "maxlength": 7, "spellcheck": "false"}),
    )

    class Meta(PageTextForm.Meta):
        fields = ("title", "ask", "story")  # type: ignore[assignment]

    def clean_accent(self) -> str:
        return clean_accent(self.cleaned_data["accent"])

    @property
    def draft(self) -> Draft:
        data = self.cleaned_data
        return Draft(
            slug=data["slug"] or free_slug(data["title"]),
            team=data["team"],
            languages=data["languages"],
            default_language=data["default_language"],
            accent=data["accent"],
            title=data["title"],
            ask=data["ask"],
            story=data["story"],
        )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def new_campaign(request: StaffRequest) -> HttpResponse:
    if not may_create(request.user):
        raise PermissionDenied
    start = {"languages": [get_language()], "default_language": get_language()}
    form = NewCampaignForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        initial=start,
        use_required_attribute=False,
    )
    if request.method == "POST" and form.is_valid():
        try:
            campaign = create_draft(form.draft, timezone.now())
        except AddressTaken as error:
            form.add_error("slug", taken(str(error)))
        else:
            words = _("“%(title)s” is kept as a draft that only your team sees. You can leave and go on at any time.")
            messages.success(request, words % {"title": form.cleaned_data["title"]})
            return redirect("staff-recipients", campaign.slug)
    context = {"form": form, "no_team": not teams_of(request.user).exists()}
    return render(request, "staff/campaign_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def basics(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    """Address, languages and team of a draft; once it has been open, people have its address and write in its languages."""
    title = title_of(campaign, get_language())
    start = {name: getattr(campaign, name) for name in ("slug", "languages", "default_language", "team")}
    form = BasicsForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        campaign=campaign,
        initial=start,
        use_required_attribute=False,
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data | {"slug": form.cleaned_data["slug"] or campaign.slug}
        try:
            if rearrange_draft(campaign, **data):
                messages.success(request, _("Address and languages are saved."))
            else:
                messages.error(request, _("Nothing was changed: the campaign has been opened meanwhile."))
            return redirect("staff-campaign", campaign.slug)
        except AddressTaken as error:
            form.add_error("slug", taken(str(error)))
    context = {"campaign": campaign, "title": title, "form": form}
    return render(request, "staff/campaign_basics.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def duplicate(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    if request.method != "POST":
        return redirect("staff-campaign", campaign.slug)
    for _attempt in range(3):  # somebody may take the free address in the same moment
        try:
            copy = copy_as_draft(campaign, free_slug(campaign.slug), timezone.now())
        except AddressTaken:
            continue
        messages.success(
            request,
            _(
                "This is the copy, a draft that only your team sees. Nobody has written for it yet; its address is “%(slug)s”."
            )
            % {"slug": copy.slug},
        )
        return redirect("staff-campaign", copy.slug)
    messages.error(request, _("The copy could not be made just now. Nothing was changed; try again."))
    return redirect("staff-campaign", campaign.slug)
