"""Why a job failed, for the people who run the program."""

from django.db import models


class Failure(models.Model):
    """The last failure of a job that has not succeeded since. It names no person: an exception's own text may quote one."""

    job = models.BigIntegerField(primary_key=True, help_text="its number in procrastinate")
    at = models.DateTimeField()
    sentence = models.TextField(help_text="what a person should know, or the kind of fault")
    where = models.TextField(help_text="file and line")
