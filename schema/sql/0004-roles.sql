-- The API reads; it cannot migrate, and it cannot write registrations until it has to.
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'shirube_api') THEN
        CREATE ROLE shirube_api LOGIN;
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'role shirube_api is missing and may not be created here';
END $$;
DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'shirube_api') THEN
        GRANT USAGE ON SCHEMA shirube TO shirube_api;
        GRANT SELECT ON trial, trial_version, trial_number, change, stored_trial, schema_patch TO shirube_api;
    END IF;
END $$;
