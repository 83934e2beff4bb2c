"""Requests that another organisation holds: the database keeps request and referral together, whichever verb changes one.

A request lies on the worklist of its `holder`; the check on that column is older than this. Here is what holds between
the two tables: a request that leaves the state *referred* leaves the other organisation, its referral ends with the same
transaction, and a live referral without its request cannot be committed.
"""

from django.db import migrations, models

# Whoever closes, books or takes back says only what becomes of the request.
LEAVES = """
create function requests_leaves() returns trigger language plpgsql as $$
begin
    if old.state = 'referred' and new.state <> 'referred' then
        new.referral := null;
        new.holder := new.organisation;
        -- Who treated somebody may look back at it; nobody else there sees it any longer.
        if new.serving is not distinct from old.serving and new.outcome <> 'pharmacy' then
            new.serving := null;
        end if;
    end if;
    return new;
end $$;
create trigger requests_leaves before update of state on requests_request
    for each row execute function requests_leaves();

create function requests_left() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    before text := coalesce(current_setting('weald.basis', true), '');
begin
    perform set_config('weald.basis', 'system', true);
    update referrals_referral set state = 'closed', ended_at = now()
        where id = old.referral and state in ('open', 'accepted');
    perform set_config('weald.basis', before, true);
    return null;
end $$;
create constraint trigger requests_left after update of state on requests_request deferrable initially deferred
    for each row when (old.referral is not null and new.referral is null) execute function requests_left();

create function requests_holds_referral() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    before text := coalesce(current_setting('weald.basis', true), '');
    live boolean;
    held boolean;
begin
    perform set_config('weald.basis', 'system', true);
    select state in ('open', 'accepted') into live from referrals_referral where id = new.id;
    select exists (select 1 from requests_request r where r.id = new.request_id and r.referral = new.id
        and r.holder = new.to_organisation) into held;
    perform set_config('weald.basis', before, true);
    if live <> held then
        raise exception 'referral % and its request disagree about whose worklist it lies on', new.id
            using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end $$;
create constraint trigger requests_holds_referral after insert or update of state on referrals_referral
    deferrable initially deferred for each row execute function requests_holds_referral();
revoke execute on function requests_left(), requests_holds_referral() from public;
"""

# With the return the row leaves the sight of whoever returns it, which row security would refuse. This lets the holder,
# and nobody else, give one request back to its practice: as it was, or more urgent.
RETURN = """
create function requests_return(asked uuid, given uuid, raised text, due timestamptz, why text, told text, noted text,
        line text, key text, at timestamptz) returns boolean
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    levels constant text[] := array['now', 'today', 'soon', 'routine', 'self_care'];
    before text := coalesce(current_setting('weald.basis', true), '');
    back requests_request;
begin
    if before <> 'staff' then
        return false;
    end if;
    perform set_config('weald.basis', 'system', true);
    update requests_request r set
        state = case when r.confirmed_at is null then 'waiting' else 'confirmed' end,
        level = case when array_position(levels, raised) < array_position(levels, r.level) then raised else r.level end,
        service = case when raised = 'now' then 'emergency_999' when raised <> '' then 'gp' else r.service end,
        red_flag = r.red_flag or raised <> '', due_at = least(r.due_at, due), returned = why, version = r.version + 1
        where r.id = asked and r.referral = given and r.state = 'referred' and r.holder = access_party()
        returning r.* into back;
    if back.id is not null then
        insert into requests_entry (organisation, request_id, at, by, identity, kind, told, note, key)
            values (back.organisation, back.id, at, current_setting('weald.actor', true), access_identity(), line, told,
            noted, key);
    end if;
    perform set_config('weald.basis', before, true);
    return back.id is not null;
end $$;
revoke execute on function requests_return(uuid, uuid, text, timestamptz, text, text, text, text, text, timestamptz)
    from public;
grant execute on function requests_return(uuid, uuid, text, timestamptz, text, text, text, text, text, timestamptz)
    to weald_app;
"""

# A referral shows what its request shows: hidden from those who act for the person, it is hidden with its evidence.
# Whoever sees a request may have its person told.
SEEN = """
create policy referrals_referral_of_request on referrals_referral as restrictive
    using (access_basis() <> 'person' or exists (select 1 from requests_request r where r.id = request_id));
create policy referrals_report_of_request on referrals_report as restrictive
    using (access_basis() <> 'person' or exists (select 1 from requests_request r where r.id = request_id));
create policy messages_notification_of_request on messages_notification
    using (access_basis() = 'staff' and exists (select 1 from requests_request r where r.id = request_id));
alter table referrals_referral add constraint referrals_referral_of_request
    foreign key (organisation, request_id) references requests_request (organisation, id) on update cascade;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("requests", "0004_everybody"),
        ("referrals", "0002_row_security"),
        ("messages", "0002_row_security"),
    ]
    operations = [
        migrations.AddField(
            "request",
            "returned",
            models.TextField(
                default="",
                db_default="",
                help_text="from whom it came back, and why, until it is referred again",
            ),
        ),
        migrations.AddIndex(
            "request",
            models.Index(
                "organisation", "due_at", condition=models.Q(("state", "referred")), name="requests_referred"
            ),
        ),
        migrations.RunSQL(LEAVES),
        migrations.RunSQL(RETURN),
        migrations.RunSQL(SEEN),
    ]
