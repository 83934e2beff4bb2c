"""What is kept back from the wrong telephone is kept back also when a notice that waits is given another address."""

from django.db import migrations

AGAIN = """
drop trigger messages_kept_back on messages_notification;
create trigger messages_kept_back before insert or update of routes on messages_notification
    for each row execute function messages_keep_back();
"""
BEFORE = """
drop trigger messages_kept_back on messages_notification;
create trigger messages_kept_back before insert on messages_notification
    for each row execute function messages_keep_back();
"""


class Migration(migrations.Migration):
    dependencies = [("requests", "0030_recalled_calls"), ("people", "0007_detail_changes")]
    operations = [migrations.RunSQL(AGAIN, BEFORE)]
