"""The back office of staff: who they are, their role, and the teams whose campaigns they may touch."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from campaign.accounts.models import Team, User

# A role and teams are all the rights there are; Django's groups and permissions would promise more than they do here.
admin.site.unregister(Group)


@admin.register(User)
class StaffAdmin(UserAdmin[User]):
    list_display = ("username", "email", "first_name", "last_name", "role", "is_superuser", "is_active", "last_login")
    list_filter = ("role", "is_superuser", "is_active", "teams")
    filter_horizontal = ("teams",)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("What they may do"), {"fields": ("is_active", "role", "teams", "is_superuser")}),
        (_("Times"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "email", "role", "teams", "usable_password", "password1", "password2"),
            },
        ),
    )


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin[Team]):
    list_display = ("name", "slug")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}  # noqa: RUF012 - how Django's admin is told
