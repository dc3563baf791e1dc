"""The back office of targets: look people up, correct an address, choose who holds an office; nothing is deleted."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.common.back_office import NothingAdded, NothingDeleted
from campaign.targets.models import Group, Membership, Office, Target, TargetList, Tenure
from campaign.targets.queries import contested_offices
from campaign.targets.services import choose_holder


class TenuresOfTarget(NothingAdded, NothingDeleted, admin.TabularInline[Tenure, Target]):
    model = Tenure
    fields = readonly_fields = ("office", "seat", "since", "until", "standing", "decided_by", "decided_at")
    extra = 0
    show_change_link = True


class TenuresOfOffice(NothingAdded, NothingDeleted, admin.TabularInline[Tenure, Office]):
    model = Tenure
    fields = readonly_fields = ("seat", "target", "since", "until", "standing", "decided_by", "decided_at")
    extra = 0
    show_change_link = True


@admin.register(Target)
class TargetAdmin(NothingDeleted, admin.ModelAdmin[Target]):
    list_display = ("name", "riding", "party", "role", "email", "is_deliverable", "listed")
    list_filter = ("listed", "address_state", ("email", admin.EmptyFieldListFilter), "party", "province")
    search_fields = ("name", "email", "riding", "riding_code", "source_id")
    readonly_fields = ("updated_at",)
    list_per_page = 50
    inlines = (TenuresOfTarget,)

    @admin.display(boolean=True, description=_("can be written to"))
    def is_deliverable(self, target: Target) -> bool:
        return target.deliverable

    def save_model(self, request: HttpRequest, obj: Target, form: forms.ModelForm[Target], change: bool) -> None:
        obj.updated_at = timezone.now()
        super().save_model(request, obj, form, change)


@admin.register(Office)
class OfficeAdmin(NothingDeleted, admin.ModelAdmin[Office]):
    list_display = ("__str__", "slug", "seats", "held_by", "is_settled")
    search_fields = ("slug", "name")
    inlines = (TenuresOfOffice,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Office]:
        return super().get_queryset(request).prefetch_related("tenures__target")

    @admin.display(description=_("held by"))
    def held_by(self, office: Office) -> str:
        open_tenures = [tenure for tenure in office.tenures.all() if tenure.until is None]
        held = [tenure.target.name for tenure in open_tenures if tenure.standing == Tenure.Standing.HELD]
        return ", ".join(held) or "-"

    @admin.display(boolean=True, description=_("settled"))
    def is_settled(self, office: Office) -> bool:
        return office not in {contest.office for contest in contested_offices()}


@admin.register(Tenure)
class TenureAdmin(NothingDeleted, admin.ModelAdmin[Tenure]):
    list_display = ("office", "seat", "target", "since", "until", "standing", "decided_by", "decided_at")
    list_filter = ("standing", ("until", admin.EmptyFieldListFilter), "office")
    list_select_related = ("office", "target", "decided_by")
    search_fields = ("target__name", "office__slug")
    autocomplete_fields = ("target", "office")
    readonly_fields = ("decided_by", "decided_at")
    actions = ("choose_as_holder",)

    def get_readonly_fields(self, request: HttpRequest, obj: Tenure | None = None) -> tuple[str, ...]:
        """Standing is given once; later only the action changes it, because it settles the competitors too."""
        return ("office", "seat", "target", "standing", "decided_by", "decided_at") if obj else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: Tenure, form: forms.ModelForm[Tenure], change: bool) -> None:
        obj.decided_by_id, obj.decided_at = request.user.pk, timezone.now()
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Choose as the holder of the seat"), permissions=["change"])
    def choose_as_holder(self, request: HttpRequest, queryset: QuerySet[Tenure]) -> None:
        tenures = list(queryset.select_related("office", "target"))
        if len({(tenure.office_id, tenure.seat) for tenure in tenures}) < len(tenures):
            self.message_user(request, _("Choose one person for each seat."), messages.ERROR)
            return
        for tenure in tenures:
            self.choose(request, tenure)

    def choose(self, request: HttpRequest, tenure: Tenure) -> None:
        if not request.user.is_authenticated:
            return
        try:
            choose_holder(tenure, request.user, timezone.now())
        except ValidationError as error:
            self.message_user(request, f"{tenure}: {' '.join(error.messages)}", messages.ERROR)
        else:
            self.message_user(request, _("%(tenure)s: chosen.") % {"tenure": tenure}, messages.SUCCESS)


class MembersOfGroup(admin.TabularInline[Membership, Group]):
    model = Membership
    extra = 0
    autocomplete_fields = ("target",)


@admin.register(Group)
class GroupAdmin(NothingDeleted, admin.ModelAdmin[Group]):
    list_display = ("__str__", "slug", "kind", "source", "party", "province")
    list_filter = ("kind", "source")
    search_fields = ("slug", "name")
    inlines = (MembersOfGroup,)


@admin.register(TargetList)
class TargetListAdmin(NothingAdded, NothingDeleted, admin.ModelAdmin[TargetList]):
    """For a list whose team changes; who is in it is uploaded by its team."""

    list_display = ("__str__", "team", "updated_at", "retired_at")
    readonly_fields = ("group", "time_zone", "created_by", "created_at", "updated_at", "retired_at")
