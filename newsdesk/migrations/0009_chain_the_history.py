from django.db import migrations

FORWARD = """
-- How an event is hashed: stated in docs/administration.md, so that anybody can check it without us.
CREATE FUNCTION newsdesk_body_digest(salt uuid, data jsonb) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(uuid_send(salt) || convert_to(data::text, 'UTF8'))
$$;
CREATE FUNCTION newsdesk_event_hash(
    previous bytea, id bigint, stream text, number bigint, action text, by_id bigint, at timestamptz, operation uuid,
    digest text, body_digest bytea
) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(json_build_array(
        encode(previous, 'hex'), id, stream, number, action, by_id, (extract(epoch FROM at) * 1000000)::bigint, operation,
        digest, encode(body_digest, 'hex')
    )::text, 'UTF8'))
$$;
CREATE FUNCTION newsdesk_seal_digest(previous text, up_to bigint, count bigint, hashes bytea, heads jsonb)
RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(json_build_array(
        previous, up_to, count, encode(hashes, 'hex'), encode(sha256(convert_to(heads::text, 'UTF8')), 'hex')
    )::text, 'UTF8')), 'hex')
$$;

ALTER TABLE newsdesk_event DISABLE TRIGGER event_is_append_only;
DO $$
DECLARE
    event newsdesk_event;
    previous bytea;
    stream text;
BEGIN
    FOR event IN SELECT * FROM newsdesk_event ORDER BY newsdesk_event.stream, number LOOP
        IF stream IS DISTINCT FROM event.stream THEN
            previous := '';
            stream := event.stream;
        END IF;
        event.salt := gen_random_uuid();
        event.body_digest := newsdesk_body_digest(event.salt, event.data);
        event.hash := newsdesk_event_hash(
            previous, event.id, event.stream, event.number, event.action, event.by_id, event.at, event.operation,
            event.digest, event.body_digest
        );
        UPDATE newsdesk_event SET salt = event.salt, body_digest = event.body_digest, hash = event.hash
            WHERE id = event.id;
        previous := event.hash;
    END LOOP;
END $$;
DROP TRIGGER event_is_append_only ON newsdesk_event;

-- Writers to one stream wait for each other (`history.record_all`), so that the one before is there to be seen.
CREATE FUNCTION newsdesk_chain_event() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan TO off AS $$
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
CREATE TRIGGER event_is_chained BEFORE INSERT ON newsdesk_event
    FOR EACH ROW EXECUTE FUNCTION newsdesk_chain_event();

-- An erasure opens the door for its own transaction: `at` is the beginning of that one and of no later one.
CREATE FUNCTION newsdesk_open_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.at := now();
    PERFORM set_config('newsdesk.erasure', NEW.id::text, true);
    RETURN NEW;
END $$;
CREATE TRIGGER erasure_opens BEFORE INSERT ON newsdesk_erasure
    FOR EACH ROW EXECUTE FUNCTION newsdesk_open_erasure();
CREATE FUNCTION newsdesk_erasure_now() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT id FROM newsdesk_erasure
    WHERE id = nullif(current_setting('newsdesk.erasure', true), '')::bigint AND at = now()
$$;

CREATE FUNCTION newsdesk_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE ON newsdesk_event
    FOR EACH ROW EXECUTE FUNCTION newsdesk_event_stays();
CREATE TRIGGER seal_stays BEFORE UPDATE OR DELETE ON newsdesk_seal
    FOR EACH ROW EXECUTE FUNCTION newsdesk_refuse_change();
CREATE TRIGGER erasure_stays BEFORE UPDATE OR DELETE ON newsdesk_erasure
    FOR EACH ROW EXECUTE FUNCTION newsdesk_refuse_change();
"""
BACKWARD = """
DROP TRIGGER erasure_stays ON newsdesk_erasure;
DROP TRIGGER seal_stays ON newsdesk_seal;
DROP TRIGGER event_is_append_only ON newsdesk_event;
DROP FUNCTION newsdesk_event_stays();
DROP FUNCTION newsdesk_erasure_now();
DROP TRIGGER erasure_opens ON newsdesk_erasure;
DROP FUNCTION newsdesk_open_erasure();
DROP TRIGGER event_is_chained ON newsdesk_event;
DROP FUNCTION newsdesk_chain_event();
DROP FUNCTION newsdesk_seal_digest(text, bigint, bigint, bytea, jsonb);
DROP FUNCTION newsdesk_event_hash(bytea, bigint, text, bigint, text, bigint, timestamptz, uuid, text, bytea);
DROP FUNCTION newsdesk_body_digest(uuid, jsonb);
CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE ON newsdesk_event
    FOR EACH ROW EXECUTE FUNCTION newsdesk_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("newsdesk", "0008_seals_and_erasures")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
