-- The API tells in /metrics how much waits for the indexer.
DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'shirube_api') THEN
        GRANT SELECT ON outbox TO shirube_api;
    END IF;
END $$;
