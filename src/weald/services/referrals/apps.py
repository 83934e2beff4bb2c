"""The application `referrals`."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "weald.services.referrals"
    label = "referrals"
