"""Who was granted access to a restricted opportunity: guardian's permissions on direct foreign keys.

They fall with the opportunity, so a key that is used again never gives access to a former grantee.
"""

from django.conf import settings
from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from opportunities.models.opportunity import Opportunity


class OpportunityUserGrant(UserObjectPermissionBase):
    """One person may see, or also change, one restricted opportunity."""

    content_object = models.ForeignKey(Opportunity, models.CASCADE, related_name="user_grants")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta(UserObjectPermissionBase.Meta):
        constraints = [
            models.UniqueConstraint(fields=["user", "content_object"], name="opportunities_usergrant_one_level")
        ]

    def __str__(self) -> str:
        return str(self.user)


class OpportunityGroupGrant(GroupObjectPermissionBase):
    """One team may see, or also change, one restricted opportunity."""

    content_object = models.ForeignKey(Opportunity, models.CASCADE, related_name="group_grants")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta(GroupObjectPermissionBase.Meta):
        constraints = [
            models.UniqueConstraint(fields=["group", "content_object"], name="opportunities_groupgrant_one_level")
        ]

    def __str__(self) -> str:
        return str(self.group)
