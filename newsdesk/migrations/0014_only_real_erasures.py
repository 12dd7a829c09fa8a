from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

ERASURES = """
-- What an erasure leaves of an event: which thing it was about and where, never what was said.
CREATE FUNCTION newsdesk_left_by_erasure(data jsonb, erasure bigint) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('erased', erasure) || coalesce((
        SELECT jsonb_object_agg(key, value) FROM jsonb_each(data)
        WHERE key IN ('target', 'object', 'version', 'revision', 'project', 'problems')
    ), '{}')
$$;
-- That something was erased, by whom and why, is never erased itself.
CREATE OR REPLACE FUNCTION newsdesk_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.salt IS NOT NULL AND OLD.action NOT LIKE '%.erased' AND newsdesk_erasure_now() IS NOT NULL
    THEN
        OLD.data := newsdesk_left_by_erasure(OLD.data, newsdesk_erasure_now());
        OLD.salt := NULL;
        IF NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
AS_BEFORE = """
CREATE OR REPLACE FUNCTION newsdesk_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND newsdesk_erasure_now() IS NOT NULL THEN
        OLD.data := NEW.data;
        OLD.salt := NULL;
        IF NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP FUNCTION newsdesk_left_by_erasure(jsonb, bigint);
"""


class Migration(migrations.Migration):
    """An erasure writes nothing but the blank; seals vouch for their own number and time, too.

    Seals that are there already keep the way in which they were digested: version 1.
    """

    dependencies = [("newsdesk", "0013_known_browsers")]
    operations = [
        migrations.RunSQL(ERASURES, AS_BEFORE),
        migrations.AddField(
            model_name="seal",
            name="version",
            field=models.PositiveSmallIntegerField(db_default=1, editable=False),
        ),
        # Not tried on what is there: a site whose history was tampered with must be able to update, and to be told.
        AddConstraintNotValid(
            "event", models.CheckConstraint(condition=models.Q(id__gt=0), name="event_ids_count_up")
        ),
    ]
