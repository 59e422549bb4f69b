-- Saving a registration in one round trip, and linking it.

CREATE FUNCTION tokyo_today() RETURNS date LANGUAGE sql STABLE
    RETURN (now() AT TIME ZONE 'Asia/Tokyo')::date;
COMMENT ON FUNCTION tokyo_today() IS 'The day in Japan: embargoes end there';

-- Numbers that several registrations of one trial share without any of them owning it: WHO's UTN, and the EU trial
-- number whose registrations are one a country.
CREATE FUNCTION is_shared_number(registry text) RETURNS boolean LANGUAGE sql IMMUTABLE
    RETURN registry IN ('UTN', 'EUCTR', 'CTIS');
COMMENT ON FUNCTION is_shared_number(text) IS 'Numbers that link the registrations that cite them';

-- A registration and another one are the same trial when
--   one cites the own number of the other and they are of different registries,
--   they cite each other (also within one registry), or
--   both cite the same UTN or EU number (not more than 40 do: an EU trial has one registration a country).
-- (plpgsql, because its plans are kept: a SQL function would be planned anew at each save.)
CREATE FUNCTION trial_relatives(of_trial bigint) RETURNS SETOF bigint LANGUAGE plpgsql STABLE AS $$
BEGIN RETURN QUERY
    WITH me AS (SELECT t.trial_id, t.registry FROM trial t WHERE t.trial_id = of_trial),
    cited AS (
        SELECT o.trial_id FROM trial_number n JOIN trial_number o ON o.number = n.number AND o.is_own
        WHERE n.trial_id = of_trial AND NOT n.is_own AND o.trial_id <> of_trial),
    citing AS (
        SELECT n.trial_id FROM trial_number o JOIN trial_number n ON n.number = o.number AND NOT n.is_own
        WHERE o.trial_id = of_trial AND o.is_own AND n.trial_id <> of_trial),
    shared AS (
        SELECT o.trial_id FROM trial_number n JOIN trial_number o ON o.number = n.number AND NOT o.is_own
        WHERE n.trial_id = of_trial AND NOT n.is_own AND is_shared_number(n.registry) AND o.trial_id <> of_trial
          AND (SELECT count(*) FROM trial_number c WHERE c.number = n.number) <= 40)
    SELECT t.trial_id FROM trial t, me
    WHERE t.trial_id IN (SELECT cited.trial_id FROM cited UNION SELECT citing.trial_id FROM citing) AND t.registry <> me.registry
    UNION SELECT cited.trial_id FROM cited WHERE cited.trial_id IN (SELECT citing.trial_id FROM citing)
    UNION SELECT shared.trial_id FROM shared;
END $$;
COMMENT ON FUNCTION trial_relatives(bigint) IS 'Other registrations of the same trial, by numbers in both directions';

-- Joins the clusters of a registration and its relatives; all members are indexed again, since each shows the others.
CREATE FUNCTION trial_link(of_trial bigint) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    relatives bigint[];
    clusters bigint[];
    kept bigint;
    joined int;
BEGIN
    SELECT array_agg(r) INTO relatives FROM trial_relatives(of_trial) r;
    IF relatives IS NULL THEN
        RETURN 0;
    END IF;
    SELECT array_agg(DISTINCT cluster_id ORDER BY cluster_id) INTO clusters FROM trial WHERE trial_id = ANY (relatives || of_trial);
    IF cardinality(clusters) < 2 THEN
        RETURN 0;
    END IF;
    kept := clusters[1];
    SELECT count(*) - 1 INTO joined FROM trial WHERE cluster_id = ANY (clusters);
    PERFORM 1 FROM trial WHERE cluster_id = ANY (clusters) ORDER BY trial_id FOR UPDATE;
    INSERT INTO change (trial_id, version, what)
        SELECT trial_id, current_version, 'linked' FROM trial WHERE cluster_id = ANY (clusters) AND cluster_id <> kept AND current_version > 0;
    UPDATE trial SET cluster_id = kept WHERE cluster_id = ANY (clusters) AND cluster_id <> kept;
    INSERT INTO outbox (trial_id) SELECT trial_id FROM trial WHERE cluster_id = kept AND trial_id <> of_trial;
    RETURN joined;
END $$;
COMMENT ON FUNCTION trial_link(bigint) IS 'Joins the clusters of a registration and its relatives; returns how many registrations it now stands beside';

-- Saves a new version; the caller holds the row of the registration (or knows that there is none) and has compared
-- the content. numbers[1] is set to the own number here: it may be minted only now.
CREATE FUNCTION trial_put(
    the_registry text, the_registry_id text, the_public_id text, id_prefix text,
    the_record json, the_hash bytea, published date, embargo date, run bigint, numbers text[], issuers text[],
    OUT the_trial bigint, OUT the_version int, OUT public text, OUT links int) LANGUAGE plpgsql AS $$
DECLARE
    fresh boolean := false;
BEGIN
    SELECT trial_id, public_id INTO the_trial, public FROM trial WHERE registry = the_registry AND registry_id = the_registry_id FOR UPDATE;
    IF the_trial IS NULL THEN
        fresh := true;
        public := coalesce(the_public_id, id_prefix || lpad(nextval('minted_number')::text, 10, '0'));
        WITH c AS (INSERT INTO cluster DEFAULT VALUES RETURNING cluster_id)
        INSERT INTO trial (public_id, registry, registry_id, cluster_id)
            SELECT public, the_registry, coalesce(the_registry_id, public), cluster_id FROM c RETURNING trial_id INTO the_trial;
    END IF;
    numbers[1] := lower(public);
    UPDATE trial SET current_version = current_version + 1, first_published_on = published, publish_on = embargo,
        is_published = (is_published AND NOT fresh) OR embargo IS NULL OR embargo <= tokyo_today()
        WHERE trial_id = the_trial RETURNING current_version INTO the_version;
    INSERT INTO trial_version (trial_id, version, record, content_hash, import_run_id)
        VALUES (the_trial, the_version, the_record, the_hash, run);
    DELETE FROM trial_number WHERE trial_id = the_trial AND NOT number = ANY (numbers);
    INSERT INTO trial_number (trial_id, number, registry, is_own)
        SELECT DISTINCT ON (n.number) the_trial, n.number, n.registry, n.nr = 1
        FROM unnest(numbers, issuers) WITH ORDINALITY AS n(number, registry, nr) ORDER BY n.number, n.nr
        ON CONFLICT (trial_id, number) DO NOTHING;
    INSERT INTO change (trial_id, version, what) VALUES (the_trial, the_version, CASE WHEN fresh THEN 'created' ELSE 'updated' END);
    links := trial_link(the_trial);
    INSERT INTO outbox (trial_id) VALUES (the_trial);
    PERFORM pg_notify('shirube_outbox', '');
END $$;
COMMENT ON FUNCTION trial_put(text, text, text, text, json, bytea, date, date, bigint, text[], text[]) IS
    'A new version of a registration with its numbers, links, change row and outbox row, in one round trip';

-- Registrations whose day has come.
CREATE FUNCTION publish_due() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    n bigint;
BEGIN
    WITH due AS (
        UPDATE trial SET is_published = true WHERE NOT is_published AND publish_on <= tokyo_today()
        RETURNING trial_id, current_version),
    told AS (INSERT INTO change (trial_id, version, what) SELECT trial_id, current_version, 'published' FROM due)
    INSERT INTO outbox (trial_id) SELECT trial_id FROM due;
    GET DIAGNOSTICS n = ROW_COUNT;
    RETURN n;
END $$;
COMMENT ON FUNCTION publish_due() IS 'Ends embargoes whose day has come; returns how many';

-- What the index needs of one registration.
CREATE VIEW stored_trial AS
    SELECT t.trial_id, t.public_id, v.version, v.record, v.content_hash, t.cluster_id, t.is_published, v.saved_at, t.first_published_on,
        coalesce((SELECT json_agg(json_build_object('id', o.public_id, 'registry', o.registry,
                    'title', coalesce(ov.record -> 'title' -> 'public', ov.record -> 'title' -> 'scientific'),
                    'recruitment_status', ov.record -> 'recruitment_status') ORDER BY o.trial_id)
            FROM trial o JOIN trial_version ov ON ov.trial_id = o.trial_id AND ov.version = o.current_version
            WHERE o.cluster_id = t.cluster_id AND o.trial_id <> t.trial_id AND o.is_published), '[]')::text AS cluster,
        coalesce((SELECT json_agg(n.number ORDER BY n.is_own DESC, n.number) FROM trial_number n
            WHERE n.trial_id = t.trial_id
              AND (n.is_own OR NOT EXISTS (SELECT 1 FROM trial_number w WHERE w.number = n.number AND w.is_own))), '[]')::text AS numbers
    FROM trial t JOIN trial_version v ON v.trial_id = t.trial_id AND v.version = t.current_version;
COMMENT ON VIEW stored_trial IS 'The newest version of each registration with its other registrations and the numbers that lead to it alone';
COMMENT ON COLUMN stored_trial.trial_id IS 'Internal key';
COMMENT ON COLUMN stored_trial.public_id IS 'The number it is shown under';
COMMENT ON COLUMN stored_trial.version IS 'Newest version';
COMMENT ON COLUMN stored_trial.record IS 'Canonical record';
COMMENT ON COLUMN stored_trial.content_hash IS 'Its hash';
COMMENT ON COLUMN stored_trial.cluster_id IS 'The trial';
COMMENT ON COLUMN stored_trial.is_published IS 'Not under embargo';
COMMENT ON COLUMN stored_trial.saved_at IS 'When the version was saved';
COMMENT ON COLUMN stored_trial.first_published_on IS 'For the newest-first order';
COMMENT ON COLUMN stored_trial.cluster IS 'Other published registrations of the trial, as a JSON array';
COMMENT ON COLUMN stored_trial.numbers IS 'Numbers that lead to this registration and to no other, as a JSON array';
