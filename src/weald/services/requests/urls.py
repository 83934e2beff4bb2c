"""Addresses of the room `requests`: the front door and the staff's queue."""

from weald.services.requests import urls_patient, urls_staff

urlpatterns = [*urls_patient.urlpatterns, *urls_staff.urlpatterns]
