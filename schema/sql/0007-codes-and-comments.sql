-- Codes are held to their lists, the feed of changes cannot be emptied, and everything says what it is.

-- The lists of schema/codes/registry.tsv and indexer/source.h: a new code there needs a patch here (the store tests hold
-- them against each other).
CREATE FUNCTION is_registry(code text) RETURNS boolean LANGUAGE sql IMMUTABLE
    RETURN code IN ('SRB', 'SMP', 'jRCT', 'UMIN', 'JapicCTI', 'JMACCT', 'NCT', 'ISRCTN', 'EUCTR', 'CTIS', 'ChiCTR', 'KCT', 'ACTRN',
        'CTRI', 'DRKS', 'IRCT', 'NTR', 'PACTR', 'RBR', 'RPCEC', 'SLCTR', 'TCTR', 'PER', 'LBCTR', 'ITMCTR', 'UTN', 'OTHER');
COMMENT ON FUNCTION is_registry(text) IS 'Codes of registries (schema/codes/registry.tsv)';
ALTER TABLE trial ADD CONSTRAINT trial_registry_is_known CHECK (is_registry(registry));
ALTER TABLE trial_number ADD CONSTRAINT trial_number_registry_is_known CHECK (is_registry(registry));
ALTER TABLE import_run ADD CONSTRAINT import_run_format_is_known
    CHECK (format IN ('native', 'ictrp-xml', 'ictrp-csv', 'ctgov-json', 'umin-csv'));
COMMENT ON CONSTRAINT trial_registry_is_known ON trial IS 'A registry that the programs know';
COMMENT ON CONSTRAINT trial_number_registry_is_known ON trial_number IS 'A registry that the programs know';
COMMENT ON CONSTRAINT import_run_format_is_known ON import_run IS 'A format that shirube-import reads';

CREATE TRIGGER change_is_not_emptied BEFORE TRUNCATE ON change FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON TRIGGER change_is_not_emptied ON change IS 'The feed is append-only';
COMMENT ON TRIGGER change_is_immutable ON change IS 'The feed is append-only';
COMMENT ON TRIGGER trial_version_is_immutable ON trial_version IS 'A version stays as it was saved';
COMMENT ON TRIGGER trial_version_is_not_emptied ON trial_version IS 'A version stays as it was saved';

COMMENT ON INDEX cluster_pkey IS 'A trial by its key';
COMMENT ON INDEX import_run_pkey IS 'An import by its key';
COMMENT ON INDEX import_problem_pkey IS 'A problem by its key';
COMMENT ON INDEX trial_pkey IS 'A registration by its key';
COMMENT ON INDEX trial_public_id_key IS 'A registration by the number it is known under here';
COMMENT ON INDEX trial_natural_key IS 'A registration by its registry and its number there';
COMMENT ON INDEX trial_version_pkey IS 'Versions of a registration in order';
COMMENT ON INDEX trial_number_pkey IS 'Numbers of a registration';
COMMENT ON INDEX outbox_pkey IS 'A row by its key, to note a failed try';
COMMENT ON INDEX change_pkey IS 'A change by its key';
COMMENT ON INDEX schema_patch_pkey IS 'A patch is applied once';
