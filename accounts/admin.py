"""People, teams, invitations and the log of accounts, for administrators of the CRM.

What has rules and a log (role, teams, address, state, invitations) is changed on the page "Users", and shown here;
accounts stand below the history app, so these classes bring their own rights.
"""

from typing import Any

import allauth.account.admin  # noqa: F401 - registers what is taken out below
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import actions
from accounts.forms.administration import NewPasswordForm, NewPersonForm, PersonAdminForm, TeamForm
from accounts.models import AccountChange, Invitation, StandIn, Team, User
from accounts.querysets import teams
from accounts.roles import ROLE_GROUP_NAMES, ROLE_OF_GROUP, Role, group_label
from core.filters import UsedChoices
from core.posted_keys import ReadableKeys

# One way in, with its limits on guessing, for the administration pages, too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# An account has one address, which stands on the person.
admin.site.unregister(EmailAddress)
admin.site.unregister(Group)


class AdministratorsOnly(ReadableKeys):
    """For administrators of the CRM. `changeable` says whether rows may be added, changed and deleted here."""

    changeable = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_administrator  # type: ignore[union-attr]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_administrator  # type: ignore[union-attr]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.changeable and self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.changeable and self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.changeable and self.has_view_permission(request)


class RoleFilter(admin.SimpleListFilter):
    title = gettext_lazy("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return Role.choices

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = self.value()
        return queryset.in_role(Role(chosen)) if chosen in Role.values else queryset


class TeamFilter(admin.SimpleListFilter):
    title = gettext_lazy("team")
    parameter_name = "team"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(team.pk), team.name) for team in teams()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(groups=self.value()) if (self.value() or "").isdigit() else queryset


@admin.register(User)
class PersonAdmin(AdministratorsOnly, UserAdmin):
    """People are never deleted; only a superuser touches a superuser's account."""

    changeable = True
    form = PersonAdminForm
    add_form = NewPersonForm
    add_form_template = None
    add_fieldsets = ((None, {"fields": ("username", "password1", "password2")}),)
    change_password_form = NewPasswordForm
    change_user_password_template = "admin/accounts/user/change_password.html"
    list_display = (
        "username",
        "first_name",
        "last_name",
        "email",
        "role_shown",
        "teams_shown",
        "is_active",
        "last_login",
    )
    list_filter = ("is_active", RoleFilter, TeamFilter, "is_superuser", "language")
    search_fields = ("username", "first_name", "last_name", "email", "search_text")
    ordering = ("last_name", "first_name", "username")
    date_hierarchy = "date_joined"
    filter_horizontal = ()
    readonly_fields = (
        "email", "role_shown", "teams_shown", "is_active", "is_staff", "is_superuser",
        "last_login", "date_joined", "deactivated_at",
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": ("username", "password", "first_name", "last_name", "language", "time_zone")}),
        (
            gettext_lazy("Changed on the page “Users”"),
            {"fields": ("email", "role_shown", "teams_shown", "is_active", "deactivated_at")},
        ),
        (
            gettext_lazy("Recorded"),
            {"fields": ("is_staff", "is_superuser", "last_login", "date_joined")},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return User.objects.visible_to(request.user).prefetch_related("groups").order_by(*self.ordering)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        if not change:
            super().save_model(request, obj, form, change)
            obj.log_creation(by=request.user)  # type: ignore[arg-type]
            return
        changed = {name: form.cleaned_data[name] for name in form.changed_data if name != "username"}
        obj.revise(changed, by=request.user)  # type: ignore[arg-type]
        if "username" in form.changed_data:
            obj.save(update_fields=["username"])

    @admin.display(description=gettext_lazy("role"))
    def role_shown(self, person: User) -> str:
        return str(person.held_role.label) if person.held_role else "–"

    @admin.display(description=gettext_lazy("teams"))
    def teams_shown(self, person: User) -> str:
        return ", ".join(team.name for team in person.teams) or "–"


def granted_to(team: Group) -> list[str]:
    """Return a sentence for a team that has access to something by a grant; nothing for one that has none."""
    held = [relation for relation in Group._meta.related_objects if relation.one_to_many]
    count = sum(held_by.related_model._base_manager.filter(**{held_by.field.name: team}).count() for held_by in held)  # type: ignore[union-attr]
    if not count:
        return []
    sentence = ngettext(
        "“%(team)s” has access to %(n)s restricted row. Take it away there first.",
        "“%(team)s” has access to %(n)s restricted rows. Take it away there first.",
        count,
    )
    return [sentence % {"team": team.name, "n": count}]


@admin.register(Team)
class TeamAdmin(AdministratorsOnly):
    """Teams, and the three roles, which can be neither renamed nor deleted."""

    changeable = True
    form = TeamForm
    fields = ("name", "members", "knowing")
    list_display = ("name_shown", "is_role", "member_count")
    search_fields = ("name",)
    ordering = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(member_count=Count("user"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.name not in ROLE_GROUP_NAMES)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.name not in ROLE_GROUP_NAMES)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("name_shown",) if obj is not None and obj.name in ROLE_GROUP_NAMES else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("name_shown",) if obj is not None and obj.name in ROLE_GROUP_NAMES else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"by": request.user})

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Let people join and leave by their own verb, so that it is logged."""
        super().save_related(request, form, formsets, change)
        actions.set_members(form.instance, form.cleaned_data["members"], by=request.user, knowing=True)  # type: ignore[arg-type]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Refuse to delete a team that is granted something: it would go without a trace in anybody's history."""
        rows = list(objs)
        named, counts, needed, protected = super().get_deleted_objects(rows, request)
        return named, counts, needed, [*protected, *(said for row in rows for said in granted_to(row))]

    @admin.display(description=gettext_lazy("name"), ordering="name")
    def name_shown(self, group: Group) -> str:
        return group_label(group)

    @admin.display(description=gettext_lazy("role"), boolean=True)
    def is_role(self, group: Group) -> bool:
        return group.name in ROLE_OF_GROUP

    @admin.display(description=gettext_lazy("members"), ordering="member_count")
    def member_count(self, group: Any) -> int:
        return group.member_count


@admin.register(Invitation)
class InvitationAdmin(AdministratorsOnly):
    """Who was invited, and what became of it."""

    list_display = ("email", "name", "role", "invited_by", "created_at", "mailed_at", "expires_at", "outcome")
    list_filter = ("role", "created_at")
    search_fields = ("email", "first_name", "last_name")
    list_select_related = ("invited_by",)
    date_hierarchy = "created_at"
    exclude = ("token_hash",)

    @admin.display(description=gettext_lazy("state"))
    def outcome(self, invitation: Invitation) -> str:
        if invitation.accepted_at:
            return _("accepted")
        if invitation.revoked_at:
            return _("revoked")
        return _("expired") if invitation.is_expired else _("waiting")


@admin.register(AccountChange)
class AccountChangeAdmin(AdministratorsOnly):
    """The log: written by the verbs, changed by nobody."""

    list_display = ("at", "deed", "person", "email", "details", "actor")
    list_filter = (("deed", UsedChoices), "at")
    search_fields = ("email", "person__username", "person__search_text", "actor__username")
    list_select_related = ("person", "actor")
    date_hierarchy = "at"
    fields = ("at", "deed", "person", "email", "details", "actor")
    readonly_fields = fields


@admin.register(StandIn)
class StandInAdmin(AdministratorsOnly):
    """Who stood in for whom, and when; arranged and ended on the people's own pages."""

    list_display = ("absent", "substitute", "first_day", "last_day", "created_by", "withdrawn_at")
    list_filter = ("first_day", "withdrawn_at")
    search_fields = ("absent__search_text", "absent__username", "substitute__search_text", "substitute__username")
    list_select_related = ("absent", "substitute", "created_by")
    date_hierarchy = "first_day"
    fields = (
        "absent", "substitute", "first_day", "last_day", "zone", "starts_at", "ends_at",
        "created_by", "created_at", "withdrawn_at", "withdrawn_by",
    )  # fmt: skip
    readonly_fields = fields
