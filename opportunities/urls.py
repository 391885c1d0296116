from django.urls import path

from opportunities import views
from opportunities.views import bulk, goals, rates

app_name = "opportunities"

urlpatterns = [
    path("", views.index, name="index"),
    path("board/", views.board, name="board"),
    path("totals/", views.totals, name="totals"),
    path("rates/", rates.rates, name="rates"),
    path("rates/new/", rates.new_rate, name="new_rate"),
    path("rates/fetch/", rates.fetch_rates, name="fetch_rates"),
    path("rates/<str:rate_id>/", rates.rate, name="rate"),
    path("rates/<str:rate_id>/delete/", rates.delete_rate, name="delete_rate"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("bulk/recent/", bulk.recent_changes, name="recent_changes"),
    path("bulk/<str:change_id>/", bulk.bulk_change, name="bulk_change"),
    path("bulk/<str:change_id>/apply/", bulk.apply_bulk, name="apply_bulk"),
    path("bulk/<str:change_id>/delete/", bulk.delete_bulk, name="delete_bulk"),
    path("bulk/<str:change_id>/undo/", bulk.undo_bulk, name="undo_bulk"),
    path("bulk/<str:change_id>/go-on/", bulk.go_on_bulk, name="go_on_bulk"),
    path("goals/", goals.goals, name="goals"),
    path("new/", views.create, name="create"),
    path("suggest/", views.suggest, name="suggest"),
    path("others/", views.others, name="others"),
    path("columns/", views.columns, name="columns"),
    path("views/new/", views.save_view, name="save_view"),
    path("views/opening/", views.opening_view, name="opening_view"),
    path("views/<str:view_id>/", views.edit_view, name="edit_view"),
    path("views/<str:view_id>/keep/", views.keep_view, name="keep_view"),
    path("views/<str:view_id>/delete/", views.delete_view, name="delete_view"),
    path("suggest/tags/", views.suggest_tags, name="suggest_tags"),
    path("<str:public_id>/", views.detail, name="detail"),
    path("<str:public_id>/edit/", views.edit, name="edit"),
    path("<str:public_id>/glance/", views.glance, name="glance"),
    path("<str:public_id>/glance/note/", views.note, name="note"),
    path("<str:public_id>/glance/close-date/", views.close_date, name="close_date"),
    path("<str:public_id>/move/", views.move, name="move"),
    path("<str:public_id>/close/", views.close, name="close"),
    path("<str:public_id>/tags/", views.tags, name="tags"),
    path("<str:public_id>/access/", views.access, name="access"),
    path("<str:public_id>/participants/", views.participants, name="participants"),
    path("<str:public_id>/participants/add/", views.add_participant, name="add_participant"),
    path("<str:public_id>/participants/<str:contact_id>/role/", views.name_role, name="name_role"),
    path("<str:public_id>/participants/<str:contact_id>/remove/", views.remove_participant, name="remove_participant"),
    path("<str:public_id>/delete/", views.delete, name="delete"),
]
