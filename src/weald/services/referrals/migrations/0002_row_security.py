"""Row security of referrals, reports that are only added, and the reason to see a person that lasts as long as a referral."""

from django.db import migrations

from weald.foundation.access.security import only_added, protect

SEEN = {"serving": "to_organisation", "person": "person", "subject": "request_id"}

# Staff of the practice may not grant another organisation anything: this does it, for who was referred and no longer
# than their referral lives.
RELATIONSHIP = """
create function referrals_relationship() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    before text := coalesce(current_setting('weald.basis', true), '');
begin
    if new.person is null then
        return null;
    end if;
    perform set_config('weald.basis', 'system', true);
    if tg_op = 'INSERT' then
        insert into access_relationship (person, party, basis, since, until)
            values (new.person, new.to_organisation, 'referral', new.referred_at, new.referred_at + interval '28 days');
    elsif new.ended_at is not null and old.ended_at is null then
        update access_relationship set until = new.ended_at
            where person = new.person and party = new.to_organisation and basis = 'referral'
            and since = new.referred_at and until > new.ended_at;
    end if;
    perform set_config('weald.basis', before, true);
    return null;
end $$;
revoke execute on function referrals_relationship() from public;
create trigger referrals_relationship after insert or update of ended_at on referrals_referral
    for each row execute function referrals_relationship();
"""

KEYS = """
alter table referrals_report add constraint referrals_report_of_referral
    foreign key (organisation, referral_id) references referrals_referral (organisation, id);
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial"), ("access", "0004_legitimate")]
    operations = [
        protect("referrals_referral", **SEEN),
        protect("referrals_report", **SEEN),
        only_added("referrals_report"),
        migrations.RunSQL(KEYS),
        migrations.RunSQL(RELATIONSHIP),
    ]
