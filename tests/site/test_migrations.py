"""What the models say and what the migrations make is the same."""

import io

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_no_model_waits_for_a_migration() -> None:
    said = io.StringIO()
    call_command("makemigrations", check_changes=False, dry_run=True, stdout=said)
    assert said.getvalue() == "No changes detected\n"
