"""Every address of the program."""

from django.urls import include, path

from weald.site import account, demo_messages, description, health, openings, restrictions, sign_in

urlpatterns = [
    # Patients first, who are the most: an address is compared with one line after the other.
    path("", include("weald.services.requests.urls_patient")),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("api/openapi.json", description.openapi, name="openapi"),
    # Before the rooms: `staff/person/<id>/<verb>` of a room must not answer for them.
    path("staff/", include(openings.urlpatterns)),
    path("staff/", include(restrictions.urlpatterns)),
    path("", include("weald.foundation.ui.urls")),
    path("", include("weald.services.directory.urls")),
    path("", include("weald.services.requests.urls_staff")),
    path("", include("weald.services.people.urls")),
    path("", include("weald.services.messages.urls")),
    path("", include("weald.services.referrals.urls")),
    path("", include("weald.services.appointments.urls")),
    path("", include("weald.services.library.urls")),
    path("", include("weald.services.safety.urls")),
    path("staff/", include(sign_in.urlpatterns)),
    path("staff/", include(account.urlpatterns)),
    path("demo/messages", demo_messages.messages, name="demo_messages"),
]
handler400 = "weald.site.faults.bad_request"
handler403 = "weald.site.faults.forbidden"
handler404 = "weald.site.faults.not_found"
handler500 = "weald.site.faults.broken"
