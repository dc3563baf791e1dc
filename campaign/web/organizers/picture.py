"""The picture of a campaign's page: one file, made anew, and what it shows in words for those who do not see it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.campaigns.models import Campaign, Picture
from campaign.campaigns.pictures import LARGEST_FILE, BadPicture, Made, make
from campaign.campaigns.showing import alt_in, picture_of, remove_picture, show_picture
from campaign.web.organizers.home import title_of
from campaign.web.organizers.names import Line
from campaign.web.staff.access import StaffRequest, campaign_page

LONGEST_ALT = 300


class PictureForm(forms.Form):
    """`made` is there once it is valid and a file was chosen."""

    made: Made | None
    file = forms.FileField(
        label=gettext_lazy("Picture"),
        max_length=200,
        allow_empty_file=True,  # "there is nothing in it" is said by what reads it
        error_messages={"required": gettext_lazy("Choose a picture.")},
        widget=forms.FileInput(attrs={"class": "form-control", "accept": "image/jpeg,image/png,image/webp"}),
    )

    def __init__(self, campaign: Campaign, picture: Picture | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages, self.made = campaign.languages, None
        self.fields["file"].required = picture is None
        self.fields["file"].help_text = _(
            "JPEG, PNG or WebP, at most 10 MB. 1,280 pixels wide is best, 600 the least. Where and when it was taken is not kept."
        )
        for code in campaign.languages:
            self.fields[f"alt_{code}"] = Line(
                label=_("What it shows (%(language)s)") % {"language": get_language_info(code)["name_local"]},
                max_length=LONGEST_ALT,
                initial=alt_in(picture, code) if picture else "",
                help_text=_("One sentence, read to people who do not see the picture."),
                error_messages={"required": _("Say in a sentence what the picture shows.")},
                widget=forms.TextInput(attrs={"class": "form-control", "maxlength": LONGEST_ALT, "lang": code}),
            )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file:
            return None
        try:
            # One byte more than there may be, so that what is too large is said to be.
            self.made = make(file.read(LARGEST_FILE + 1))
        except BadPicture as reason:
            raise forms.ValidationError(str(reason)) from reason
        return file

    @property
    def alt(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"alt_{code}"] for code in self.languages}


@require_http_methods(["GET", "HEAD", "POST"])
@campaign_page
def picture(request: StaffRequest, campaign: Campaign) -> HttpResponse:
    kept = Picture.objects.filter(campaign=campaign).first()
    if request.method == "POST" and request.POST.get("action") == "remove":
        if remove_picture(campaign):
            messages.success(request, _("The picture is gone from the page."))
        return redirect("staff-picture", campaign.slug)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PictureForm(campaign, kept, *posted, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        show_picture(campaign, form.made, form.alt)
        is_public = campaign.state != Campaign.State.DRAFT
        messages.success(
            request,
            _("The picture is saved. Supporters see it in a few seconds.") if is_public else _("The picture is saved."),
        )
        return redirect("staff-picture", campaign.slug)
    context = {
        "campaign": campaign,
        "title": title_of(campaign, get_language()),
        "form": form,
        "picture": picture_of(campaign, campaign.language_or_default(get_language())),
        "again": form.is_bound and bool(form.files),
    }
    return render(request, "staff/picture.html", context, status=422 if form.errors else 200)
