from django.urls import path

from agenda import views

app_name = "agenda"

urlpatterns = [
    path("", views.index, name="index"),
    path("feed/", views.feed_settings, name="feed_settings"),
    path("feed/renew/", views.renew, name="renew"),
    path("feed/revoke/", views.revoke, name="revoke"),
    path("feed/<str:token>.ics", views.feed, name="feed"),
]
