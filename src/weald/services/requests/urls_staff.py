"""Addresses of the staff pages."""

from django.urls import path

from weald.services.requests.views.staff import booking, going_home, queue, request, today

urlpatterns = [
    path("staff/queue", queue.queue, name="staff_queue"),
    path("staff/queue/rows", queue.rows, name="staff_queue_rows"),
    path("staff/next", queue.open_next, name="staff_next"),
    path("staff/going-home", going_home.going_home, name="staff_going_home"),
    path("staff/today", today.today, name="staff_today"),
    path("staff/request/<uuid:id>", request.show, name="staff_request"),
    path("staff/request/<uuid:id>/times", booking.times, name="staff_request_times"),
    path("staff/request/<uuid:id>/<slug:verb>", request.act, name="staff_request_verb"),
]
