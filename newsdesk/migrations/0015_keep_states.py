from django.db import migrations, models

FORWARD = """
CREATE TRIGGER kept_state_stays BEFORE UPDATE OR DELETE ON newsdesk_keptstate
    FOR EACH ROW EXECUTE FUNCTION newsdesk_refuse_change();

-- Whoever writes an event names the salt, so as to vouch for the digest of its body; nothing else is believed.
CREATE OR REPLACE FUNCTION newsdesk_chain_event() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan TO off AS $$
DECLARE
    previous bytea;
    last bigint;
BEGIN
    SELECT hash, number INTO previous, last FROM newsdesk_event
        WHERE stream = NEW.stream ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(last, 0) + 1 THEN
        RAISE EXCEPTION 'event % of % does not follow event %', NEW.number, NEW.stream, coalesce(last, 0)
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.salt := coalesce(NEW.salt, gen_random_uuid());
    NEW.body_digest := newsdesk_body_digest(NEW.salt, NEW.data);
    NEW.hash := newsdesk_event_hash(
        coalesce(previous, ''), NEW.id, NEW.stream, NEW.number, NEW.action, NEW.by_id, NEW.at, NEW.operation, NEW.digest,
        NEW.body_digest
    );
    RETURN NEW;
END $$;
"""
BACKWARD = """
CREATE OR REPLACE FUNCTION newsdesk_chain_event() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan TO off AS $$
DECLARE
    previous bytea;
    last bigint;
BEGIN
    SELECT hash, number INTO previous, last FROM newsdesk_event
        WHERE stream = NEW.stream ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(last, 0) + 1 THEN
        RAISE EXCEPTION 'event % of % does not follow event %', NEW.number, NEW.stream, coalesce(last, 0)
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.salt := gen_random_uuid();
    NEW.body_digest := newsdesk_body_digest(NEW.salt, NEW.data);
    NEW.hash := newsdesk_event_hash(
        coalesce(previous, ''), NEW.id, NEW.stream, NEW.number, NEW.action, NEW.by_id, NEW.at, NEW.operation, NEW.digest,
        NEW.body_digest
    );
    RETURN NEW;
END $$;
DROP TRIGGER kept_state_stays ON newsdesk_keptstate;
"""


class Migration(migrations.Migration):
    """What things are like after each event is kept with it, under a key that the database does not know.

    What is there already is adopted when everything is migrated: see `annotations` 0016.
    """

    dependencies = [("newsdesk", "0014_only_real_erasures")]
    operations = [
        migrations.AddField(model_name="event", name="states", field=models.BinaryField(null=True, editable=False)),
        migrations.AddField(model_name="event", name="mac", field=models.BinaryField(null=True, editable=False)),
        migrations.CreateModel(
            name="KeptState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stream", models.CharField(max_length=80)),
                ("number", models.PositiveBigIntegerField()),
                ("kind", models.CharField(max_length=30)),
                ("object", models.CharField(max_length=36)),
                ("mac", models.BinaryField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "object", "id"], name="kept_state_newest"),
                    models.Index(fields=["stream", "number"], name="kept_state_of_event"),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
