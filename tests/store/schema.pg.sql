-- The schema as pgTAP sees it: shape, comments on everything, immutability, what the API's role may do.
BEGIN;
SET search_path TO shirube, public;
CREATE EXTENSION IF NOT EXISTS pgtap SCHEMA public;
SELECT plan(30);

SELECT has_table('trial'), has_table('trial_version'), has_table('trial_number'), has_table('cluster');
SELECT has_table('outbox'), has_table('change'), has_table('import_run'), has_table('import_problem');
SELECT col_is_pk('trial_version', ARRAY['trial_id', 'version']);
SELECT col_is_unique('trial', ARRAY['registry', 'registry_id']);
SELECT fk_ok('trial_version', 'trial_id', 'trial', 'trial_id');

SELECT is_empty($$
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'shirube' AND c.relkind IN ('r', 'v', 'S') AND obj_description(c.oid, 'pg_class') IS NULL
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'i')
$$, 'every table, view and sequence says what it is');
SELECT is_empty($$
    SELECT c.relname, a.attname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE n.nspname = 'shirube' AND c.relkind IN ('r', 'v') AND a.attnum > 0 AND NOT a.attisdropped AND col_description(c.oid, a.attnum) IS NULL
$$, 'every column says what it is');
SELECT is_empty($$
    SELECT i.relname FROM pg_class i JOIN pg_namespace n ON n.oid = i.relnamespace JOIN pg_index x ON x.indexrelid = i.oid
    WHERE n.nspname = 'shirube' AND obj_description(i.oid, 'pg_class') IS NULL
$$, 'every index says what it is for');
SELECT is_empty($$
    SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'shirube' AND obj_description(p.oid, 'pg_proc') IS NULL
$$, 'every function says what it does');
SELECT is_empty($$
    SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'shirube' AND NOT t.tgisinternal AND obj_description(t.oid, 'pg_trigger') IS NULL
$$, 'every trigger says what it holds');

INSERT INTO cluster DEFAULT VALUES;
INSERT INTO trial (public_id, registry, registry_id, cluster_id) SELECT 'SMPs019000001', 'SMP', 'SMPs019000001', max(cluster_id) FROM cluster;
INSERT INTO trial_version (trial_id, version, record, content_hash) SELECT max(trial_id), 1, '{}', repeat('x', 32)::bytea FROM trial;
INSERT INTO change (trial_id, version, what) SELECT max(trial_id), 1, 'created' FROM trial;
SELECT throws_ok('UPDATE trial_version SET version = 2', '23001', NULL, 'a version is never changed');
SELECT throws_ok('DELETE FROM trial_version', '23001', NULL, 'a version is never deleted');
SELECT throws_ok($$INSERT INTO trial_version (trial_id, version, record, content_hash) SELECT max(trial_id), 2, '{}', 'short' FROM trial$$, '23514', NULL, 'a hash has 32 bytes');
SELECT throws_ok($$INSERT INTO trial (public_id, registry, registry_id, cluster_id) SELECT 'a b', 'SMP', 'x', max(cluster_id) FROM cluster$$, '23514', NULL, 'a number holds no blank');
SELECT throws_ok('UPDATE change SET version = 2', '23001', NULL, 'a change is never changed');
SELECT throws_ok('DELETE FROM change', '23001', NULL, 'a change is never deleted');
SELECT throws_ok('TRUNCATE change', '23001', NULL, 'the feed of changes is never emptied');
SELECT throws_ok('TRUNCATE trial_version', '23001', NULL, 'versions are never emptied');
SELECT throws_ok($$INSERT INTO trial (public_id, registry, registry_id, cluster_id) SELECT 'XYZ1', 'XYZ', 'XYZ1', max(cluster_id) FROM cluster$$, '23514', NULL, 'a registration is of a known registry');
SELECT throws_ok($$INSERT INTO trial_number (trial_id, number, registry, is_own) SELECT max(trial_id), 'xyz1', 'XYZ', false FROM trial$$, '23514', NULL, 'a number is of a known registry');
SELECT throws_ok($$INSERT INTO import_run (file, format) VALUES ('f', 'pdf')$$, '23514', NULL, 'an import has a known format');
SELECT throws_ok($$INSERT INTO import_run (file, format, complete, n_read) VALUES ('f', 'native', true, 5)$$, '23514', NULL, 'a complete import accounts for every record');

SELECT table_privs_are('shirube', 'trial', 'shirube_api', ARRAY['SELECT'], 'the API''s role only reads');
SELECT schema_privs_are('shirube', 'shirube_api', ARRAY['USAGE'], 'the API''s role cannot migrate');
SELECT * FROM finish();
ROLLBACK;
