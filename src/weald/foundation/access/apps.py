"""The application `access`."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from weald.foundation.database import plans


class AccessConfig(AppConfig):
    name = "weald.foundation.access"
    label = "access"

    def ready(self) -> None:
        """Every connection keeps its plans."""
        connection_created.connect(plans.keep, dispatch_uid="plans")
