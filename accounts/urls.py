from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("account/", views.profile, name="profile"),
    path("account/photo/", views.set_photo, name="set_photo"),
    path("account/email/", views.change_email, name="change_email"),
    path("account/stand-ins/", views.stand_ins, name="stand_ins"),
    path("account/stand-ins/<str:public_id>/end/", views.end_stand_in, name="end_stand_in"),
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="invite"),
    path("people/invitations/<str:public_id>/send-again/", views.send_again, name="send_again"),
    path("people/invitations/<str:public_id>/revoke/", views.revoke, name="revoke"),
    path("people/<str:public_id>/", views.person, name="person"),
    path("people/<str:public_id>/photo/", views.photo, name="photo"),
    path("people/<str:public_id>/stand-ins/", views.stand_ins_of, name="stand_ins_of"),
    path("people/<str:public_id>/deactivate/", views.deactivate, name="deactivate"),
    path("people/<str:public_id>/reactivate/", views.reactivate, name="reactivate"),
    path("invitation/<str:token>/", views.accept, name="accept"),
]
