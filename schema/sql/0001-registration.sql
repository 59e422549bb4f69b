-- Registrations, their immutable versions, their numbers, and the clusters that hold the registrations of one trial.

CREATE TABLE cluster (
    cluster_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE cluster IS 'One trial in the world: the registrations that belong to it carry its cluster_id';
COMMENT ON COLUMN cluster.cluster_id IS 'Internal key';
COMMENT ON COLUMN cluster.created_at IS 'When the first registration of the trial was saved';

CREATE TABLE import_run (
    import_run_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    file          text NOT NULL CHECK (length(file) BETWEEN 1 AND 4096),
    format        text NOT NULL CHECK (length(format) BETWEEN 1 AND 32),
    started_at    timestamptz NOT NULL DEFAULT now(),
    finished_at   timestamptz,
    complete      boolean NOT NULL DEFAULT false,
    n_read        bigint NOT NULL DEFAULT 0 CHECK (n_read >= 0),
    n_created     bigint NOT NULL DEFAULT 0 CHECK (n_created >= 0),
    n_updated     bigint NOT NULL DEFAULT 0 CHECK (n_updated >= 0),
    n_unchanged   bigint NOT NULL DEFAULT 0 CHECK (n_unchanged >= 0),
    n_linked      bigint NOT NULL DEFAULT 0 CHECK (n_linked >= 0),
    n_quarantined bigint NOT NULL DEFAULT 0 CHECK (n_quarantined >= 0),
    CONSTRAINT import_run_accounts_for_every_record
        CHECK (NOT complete OR n_read = n_created + n_updated + n_unchanged + n_linked + n_quarantined)
);
COMMENT ON TABLE import_run IS 'One run of shirube-import over one file';
COMMENT ON COLUMN import_run.import_run_id IS 'Internal key';
COMMENT ON COLUMN import_run.file IS 'Name of the file as given, "-" for standard input';
COMMENT ON COLUMN import_run.format IS 'native, ictrp-xml, ictrp-csv, ctgov-json or umin-csv';
COMMENT ON COLUMN import_run.started_at IS 'Begin of the run';
COMMENT ON COLUMN import_run.finished_at IS 'End of the run; NULL while it goes on or when it was cut off';
COMMENT ON COLUMN import_run.complete IS 'The file was read to its end and every record is accounted for';
COMMENT ON COLUMN import_run.n_read IS 'Records read';
COMMENT ON COLUMN import_run.n_created IS 'New registrations that belong to no known trial';
COMMENT ON COLUMN import_run.n_updated IS 'Known registrations with new content';
COMMENT ON COLUMN import_run.n_unchanged IS 'Known registrations without new content: no version, no index write';
COMMENT ON COLUMN import_run.n_linked IS 'New registrations that joined a known trial';
COMMENT ON COLUMN import_run.n_quarantined IS 'Records set aside with their reason in import_problem';
COMMENT ON CONSTRAINT import_run_accounts_for_every_record ON import_run IS 'No record may be lost';

CREATE TABLE import_problem (
    import_problem_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    import_run_id bigint NOT NULL REFERENCES import_run,
    line          bigint NOT NULL CHECK (line >= 0),
    record_id     text CHECK (length(record_id) <= 1000),
    path          text NOT NULL CHECK (length(path) <= 1000),
    level         text NOT NULL CHECK (level IN ('error', 'warning', 'note')),
    code          text NOT NULL CHECK (length(code) BETWEEN 1 AND 64),
    value         text CHECK (length(value) <= 1000),
    quarantined   boolean NOT NULL
);
CREATE INDEX import_problem_run ON import_problem (import_run_id, import_problem_id);
COMMENT ON TABLE import_problem IS 'What an import could not read or had to set aside, with its place in the file';
COMMENT ON COLUMN import_problem.import_problem_id IS 'Internal key, in order of the file';
COMMENT ON COLUMN import_problem.import_run_id IS 'The run';
COMMENT ON COLUMN import_problem.line IS 'Line of the (uncompressed) file where the record begins, from 1';
COMMENT ON COLUMN import_problem.record_id IS 'Number of the record as far as it could be read';
COMMENT ON COLUMN import_problem.path IS 'Field, as JSON pointer or as named in the source';
COMMENT ON COLUMN import_problem.level IS 'error, warning or note';
COMMENT ON COLUMN import_problem.code IS 'Kind of problem, as in the code list of trial_check';
COMMENT ON COLUMN import_problem.value IS 'The offending value, cut';
COMMENT ON COLUMN import_problem.quarantined IS 'The record was set aside because of it';
COMMENT ON INDEX import_problem_run IS 'Problems of a run in order';

CREATE TABLE trial (
    trial_id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id          text NOT NULL UNIQUE CHECK (length(public_id) BETWEEN 3 AND 100 AND public_id !~ '[[:space:][:cntrl:]]'),
    registry           text NOT NULL CHECK (length(registry) BETWEEN 1 AND 16),
    registry_id        text NOT NULL CHECK (length(registry_id) BETWEEN 1 AND 100),
    cluster_id         bigint NOT NULL REFERENCES cluster,
    current_version    int NOT NULL DEFAULT 0 CHECK (current_version >= 0),
    first_published_on date,
    publish_on         date,
    is_published       boolean NOT NULL DEFAULT true,
    created_at         timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT trial_natural_key UNIQUE (registry, registry_id)
);
CREATE INDEX trial_cluster ON trial (cluster_id);
CREATE INDEX trial_newest ON trial (first_published_on DESC NULLS LAST, trial_id);
CREATE INDEX trial_embargo ON trial (publish_on) WHERE NOT is_published;
COMMENT ON TABLE trial IS 'A registration (one record of one registry)';
COMMENT ON COLUMN trial.trial_id IS 'Internal key, never shown';
COMMENT ON COLUMN trial.public_id IS 'Number under which the registration is known here';
COMMENT ON COLUMN trial.registry IS 'Code of the registry the record is from (schema/codes/registry.tsv)';
COMMENT ON COLUMN trial.registry_id IS 'Its normalised number there';
COMMENT ON COLUMN trial.cluster_id IS 'The trial it is a registration of';
COMMENT ON COLUMN trial.current_version IS 'Number of the newest version';
COMMENT ON COLUMN trial.first_published_on IS 'First day that dates.first_published of the newest version may mean';
COMMENT ON COLUMN trial.publish_on IS 'Embargo: not shown before this day (Asia/Tokyo)';
COMMENT ON COLUMN trial.is_published IS 'Not under embargo';
COMMENT ON COLUMN trial.created_at IS 'When the first version was saved';
COMMENT ON CONSTRAINT trial_natural_key ON trial IS 'A registry knows a number once: importing again finds the same registration';
COMMENT ON INDEX trial_cluster IS 'Registrations of a trial';
COMMENT ON INDEX trial_newest IS 'Order of a rebuild: newest first';
COMMENT ON INDEX trial_embargo IS 'What is waiting for its day';

CREATE TABLE trial_version (
    trial_id      bigint NOT NULL REFERENCES trial,
    version       int NOT NULL CHECK (version >= 1),
    record        json NOT NULL,
    content_hash  bytea NOT NULL CHECK (length(content_hash) = 32),
    import_run_id bigint REFERENCES import_run,
    saved_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (trial_id, version)
);
CREATE INDEX trial_version_run ON trial_version (import_run_id);
COMMENT ON TABLE trial_version IS 'Every version of a registration, word for word; never changed, never deleted';
COMMENT ON COLUMN trial_version.trial_id IS 'The registration';
COMMENT ON COLUMN trial_version.version IS '1, 2, …';
COMMENT ON COLUMN trial_version.record IS 'The canonical record (json, not jsonb: the bytes are kept)';
COMMENT ON COLUMN trial_version.content_hash IS 'BLAKE2b-256 of the record without its fetch time';
COMMENT ON COLUMN trial_version.import_run_id IS 'The import it came with';
COMMENT ON COLUMN trial_version.saved_at IS 'When it was saved';
COMMENT ON INDEX trial_version_run IS 'Versions that an import made';

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
COMMENT ON FUNCTION refuse_change() IS 'Trigger that keeps a table append-only';
CREATE TRIGGER trial_version_is_immutable BEFORE UPDATE OR DELETE ON trial_version
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER trial_version_is_not_emptied BEFORE TRUNCATE ON trial_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE trial_number (
    trial_id bigint NOT NULL REFERENCES trial,
    number   text NOT NULL CHECK (length(number) BETWEEN 1 AND 100 AND number = lower(number)),
    registry text NOT NULL CHECK (length(registry) BETWEEN 1 AND 16),
    is_own   boolean NOT NULL,
    PRIMARY KEY (trial_id, number)
);
CREATE INDEX trial_number_number ON trial_number (number, is_own DESC);
CREATE UNIQUE INDEX trial_number_owner ON trial_number (number) WHERE is_own;
COMMENT ON TABLE trial_number IS 'Numbers of a registration: its own, and those of other registrations that it cites';
COMMENT ON COLUMN trial_number.trial_id IS 'The registration';
COMMENT ON COLUMN trial_number.number IS 'Normalised number in lower case';
COMMENT ON COLUMN trial_number.registry IS 'Code of the registry that issued it';
COMMENT ON COLUMN trial_number.is_own IS 'true: the registration itself; false: cited by it';
COMMENT ON INDEX trial_number_number IS 'A number in any search leads to its registration, own ones first';
COMMENT ON INDEX trial_number_owner IS 'A number is the own number of one registration only';
