"""Addresses of the room `referrals`: the pages of whoever receives them."""

from django.urls import path

from weald.services.referrals import views

urlpatterns = [
    path("staff/referrals", views.worklist, name="staff_referrals"),
    path("staff/referrals/rows", views.rows, name="staff_referrals_rows"),
    path("staff/referrals/next", views.open_next, name="staff_referrals_next"),
    path("staff/referral/<uuid:id>", views.show, name="staff_referral"),
    path("staff/referral/<uuid:id>/<slug:verb>", views.act, name="staff_referral_verb"),
]
