from accounts.forms.invitations import AcceptForm, InvitationForm
from accounts.forms.own import EmailForm, PhotoForm, ProfileForm
from accounts.forms.people import DeactivationForm, PeopleFilterForm, PersonForm

__all__ = [
    "AcceptForm",
    "DeactivationForm",
    "EmailForm",
    "InvitationForm",
    "PeopleFilterForm",
    "PersonForm",
    "PhotoForm",
    "ProfileForm",
]
