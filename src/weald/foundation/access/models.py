"""Identities and their roles, relationships between persons and organisations, staff sessions, the audit."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from weald.foundation.access.acting import actor


class PersonalManager[M: models.Model](models.Manager[M]):
    """The manager of every table with personal data: asking outside of `acting` raises instead of finding nothing."""

    def get_queryset(self: Self) -> models.QuerySet[M]:
        actor()
        return super().get_queryset()


BASES = ("registration", "referral", "appointment", "team", "care_home", "proxy", "emergency", "cleared")
"""Why somebody may see a person. `party` is the organisation; with proxy the person who acts for them; with emergency
and cleared (for a restricted record) the identity of one member of staff."""


class CurrentTransaction(models.Func):
    """The number of the transaction that writes, which PostgreSQL never uses again in one cluster."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field = models.BigIntegerField()


class Identity(models.Model):
    """Somebody who can sign in."""

    id = models.UUIDField(primary_key=True)
    name = models.TextField()
    sign_in = models.TextField(unique=True, help_text="The name that they sign in with")
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())


class RoleBinding(models.Model):
    """An identity holds a role in an organisation."""

    id = models.BigAutoField(primary_key=True)
    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="bindings")
    role = models.TextField()
    party = models.UUIDField(help_text="The organisation")

    class Meta:
        constraints = [models.UniqueConstraint("identity", "role", "party", name="access_one_binding")]


class StaffSession(models.Model):
    """A signed-in browser of a member of staff; the cookie holds the token, we its hash."""

    token_hash = models.BinaryField(primary_key=True)
    identity = models.ForeignKey(Identity, on_delete=models.CASCADE)
    party = models.UUIDField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    proved_at = models.DateTimeField(help_text="when they last showed who they are, with both factors")


class Credential(models.Model):
    """What a member of staff proves themself with: a password, and codes from a secret that only their phone holds.

    The secret itself is nowhere: it follows from `totp_salt` and the program's key, so that a copy of the database
    makes no codes.
    """

    identity = models.OneToOneField(Identity, on_delete=models.CASCADE, primary_key=True)
    password = models.TextField(help_text="Argon2id")
    totp_salt = models.BinaryField()
    totp_step = models.BigIntegerField(default=0, help_text="of the last code used: none is used twice")
    changed_at = models.DateTimeField()
    objects: models.Manager[Any] = PersonalManager()


class RecoveryCode(models.Model):
    """Stands in, once, for a code of a lost phone; we keep its hash."""

    code_hash = models.BinaryField(primary_key=True)
    identity = models.ForeignKey(Identity, on_delete=models.CASCADE)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    objects: models.Manager[Any] = PersonalManager()


class Invitation(models.Model):
    """Lets a member of staff set their password and second factor, once; we keep the hash of its token."""

    token_hash = models.BinaryField(primary_key=True)
    identity = models.ForeignKey(Identity, on_delete=models.CASCADE)
    totp_salt = models.BinaryField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    objects: models.Manager[Any] = PersonalManager()


class PersonSession(models.Model):
    """A signed-in browser of somebody who signs in themself; the cookie holds the token, we its hash."""

    token_hash = models.BinaryField(primary_key=True)
    person = models.UUIDField()
    name = models.TextField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        indexes = [models.Index(F("person"), name="access_personsession_of")]


class OneTimeCode(models.Model):
    """A code that was sent to an address, for one try to sign in or to open a link."""

    id = models.BigAutoField(primary_key=True)
    key_hash = models.BinaryField(help_text="of the try for which it was made")
    code_hash = models.BinaryField()
    subject = models.UUIDField(
        null=True, help_text="the person, or the request of a link; none where nobody was found"
    )
    by = models.TextField()
    to = models.TextField()
    made_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        indexes = [
            models.Index(F("key_hash"), name="access_code_of"),
            models.Index(F("to"), F("made_at"), name="access_code_to"),
        ]


class Relationship(models.Model):
    """Somebody has a legitimate reason to see a person, for a time: an organisation, a person who acts for them
    (proxy), or one member of staff (emergency, cleared)."""

    id = models.BigAutoField(primary_key=True)
    person = models.UUIDField()
    party = models.UUIDField()
    basis = models.TextField(help_text="one of BASES")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        indexes = [models.Index("person", "party", name="access_relationship_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="access_relationship_order"
            ),
            models.UniqueConstraint("person", "party", "basis", "since", name="access_one_relationship"),
            models.CheckConstraint(
                condition=Q(basis__in=BASES),
                name="access_relationship_basis",
            ),
        ]


class Restriction(models.Model):
    """A record that only the staff see who are cleared for it by name: that of a colleague, or of somebody in danger."""

    person = models.UUIDField(primary_key=True)
    organisation = models.UUIDField(help_text="where they are registered, which restricts and clears")
    reason = models.TextField()
    since = models.DateTimeField()
    by = models.TextField()
    objects: models.Manager[Any] = PersonalManager()


class Emergency(models.Model):
    """A member of staff opened a record without a relationship, and said why; a privacy officer closes the case."""

    id = models.UUIDField(primary_key=True)
    person = models.UUIDField()
    organisation = models.UUIDField(help_text="for whom they worked")
    registered = models.UUIDField(
        null=True, help_text="where the person is registered, which sees the case too"
    )
    identity = models.UUIDField()
    name = models.TextField()
    reason = models.TextField()
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.TextField(default="")
    finding = models.TextField(default="", help_text="justified or not, and what was done")
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        indexes = [models.Index("organisation", "opened_at", name="access_emergency_of")]


class AuditRow(models.Model):
    """Who did what, to which rows, for whom and why. Rows are only ever added."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    name = models.TextField()
    basis = models.TextField()
    identity = models.UUIDField(null=True)
    party = models.UUIDField(null=True)
    verb = models.TextField()
    subjects = models.JSONField(help_text="identifiers of the rows that were read or changed")
    why = models.TextField(default="")
    era = models.SmallIntegerField(db_default=0, help_text="how often the database was restored before")
    xact = models.BigIntegerField(db_default=CurrentTransaction(), help_text="the transaction that added it")
    objects: models.Manager[Any] = PersonalManager()

    class Meta:
        indexes = [
            models.Index("party", "at", name="access_audit_party"),
            models.Index("era", "xact", "id", name="access_audit_order"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="access_audit_is_named")]


class AuditSeal(models.Model):
    """A link of the chain over the audit: it seals some thousand rows and the seal before it. Seals are only ever added.

    `era` and `xact` are those of its last row: what comes after them in that order is not sealed yet.
    """

    position = models.BigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    era = models.SmallIntegerField()
    xact = models.BigIntegerField()
    ids = ArrayField(models.BigIntegerField(), help_text="the rows, in the order in which they were sealed")
    digests = models.BinaryField(
        help_text="the first eight bytes of each row's digest, to name a changed row"
    )
    content = models.BinaryField(help_text="over the whole digests of all rows")
    previous = models.BinaryField(help_text="the hash of the seal before")
    hash = models.BinaryField(help_text="over everything else in this seal")
    objects: models.Manager[Any] = PersonalManager()
