"""Row security of drafts and requests, rows that are only added, and the check behind a private link.

Foreign keys of personal tables name the organisation too: a plain one would accept a row that row security hides.
"""

from django.db import migrations

from weald.foundation.access.security import only_added, protect

OF_REQUEST = ("answer", "decision", "entry", "disagreement", "link")

# A link is opened before anybody acts. The function takes the hash of the token and the date of birth, counts a wrong
# try, and gives the request away only where both are right, the link is alive and fewer than five tries were wrong.
OPEN_LINK = """
create function requests_open_link(hash bytea, born date, at timestamptz)
    returns table (outcome text, request uuid, organisation uuid)
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    found requests_link;
    asked requests_request;
    before text := coalesce(current_setting('weald.basis', true), '');
begin
    perform set_config('weald.basis', 'system', true);
    select * into found from requests_link l where l.token_hash = hash for update;
    if not found.expires_at > at or found.token_hash is null then
        outcome := case when found.token_hash is null then 'unknown' else 'expired' end;
    elsif found.tries >= 5 then
        outcome := 'locked';
    else
        select * into asked from requests_request r where r.id = found.request_id;
        if asked.birth_date = born then
            outcome := 'open'; request := asked.id; organisation := asked.organisation;
        else
            update requests_link l set tries = l.tries + 1 where l.token_hash = hash;
            outcome := case when found.tries + 1 >= 5 then 'locked' else 'wrong' end;
        end if;
    end if;
    perform set_config('weald.basis', before, true);
    return next;
end $$;
revoke execute on function requests_open_link(bytea, date, timestamptz) from public;
grant execute on function requests_open_link(bytea, date, timestamptz) to weald_app;
"""

KEYS = "".join(
    f"alter table requests_{table} add constraint requests_{table}_of_request"
    " foreign key (organisation, request_id) references requests_request (organisation, id)"
    " on update cascade deferrable initially immediate;"
    for table in OF_REQUEST
) + (
    "alter table requests_request add constraint requests_request_person"
    " foreign key (registered, person) references people_person (organisation, id) match full on update cascade;"
    "alter table appointments_appointment add constraint appointments_appointment_of_request"
    " foreign key (responsible, request_id) references requests_request (organisation, id) on update cascade;"
    "alter table messages_notification add constraint messages_notification_of_request"
    " foreign key (organisation, request_id) references requests_request (organisation, id) on update cascade;"
)


class Migration(migrations.Migration):
    dependencies = [
        ("requests", "0001_initial"),
        ("access", "0002_row_security"),
        ("people", "0002_row_security"),
        ("messages", "0002_row_security"),
        ("appointments", "0002_row_security"),
    ]
    operations = [
        protect("requests_draft", subject="id"),
        protect("requests_request", serving="serving", person="person", subject="id"),
        *(protect(f"requests_{table}", subject="request_id") for table in OF_REQUEST),
        migrations.RunSQL(KEYS),
        migrations.RunSQL(OPEN_LINK),
        *(only_added(f"requests_{table}") for table in ("answer", "decision", "entry", "disagreement")),
    ]
