-- What the indexer still has to do, and the public feed of changes.

CREATE TABLE outbox (
    outbox_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid        xid8 NOT NULL DEFAULT pg_current_xact_id(),
    trial_id   bigint NOT NULL REFERENCES trial,
    attempts   int NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    reason     text CHECK (length(reason) <= 2000),
    dead_at    timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX outbox_order ON outbox (xid, outbox_id);
CREATE INDEX outbox_dead ON outbox (dead_at) WHERE dead_at IS NOT NULL;
COMMENT ON TABLE outbox IS 'Registrations that the index does not show as they are yet';
COMMENT ON COLUMN outbox.outbox_id IS 'Internal key';
COMMENT ON COLUMN outbox.xid IS 'Transaction that wrote the row: rows are taken in order (xid, outbox_id) below the snapshot''s xmin, so a slow transaction loses none';
COMMENT ON COLUMN outbox.trial_id IS 'The registration to index again';
COMMENT ON COLUMN outbox.attempts IS 'Failed tries';
COMMENT ON COLUMN outbox.reason IS 'Why the last try failed';
COMMENT ON COLUMN outbox.dead_at IS 'Set when it was given up: a dead letter that an operator must look at';
COMMENT ON COLUMN outbox.created_at IS 'When the change was saved';
COMMENT ON INDEX outbox_order IS 'Order of work';
COMMENT ON INDEX outbox_dead IS 'Dead letters';

CREATE TABLE change (
    change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid       xid8 NOT NULL DEFAULT pg_current_xact_id(),
    trial_id  bigint NOT NULL REFERENCES trial,
    version   int NOT NULL CHECK (version >= 1),
    what      text NOT NULL CHECK (what IN ('created', 'updated', 'linked', 'published')),
    at        timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX change_order ON change (xid, change_id);
COMMENT ON TABLE change IS 'Public feed of what happened, append-only';
COMMENT ON COLUMN change.change_id IS 'Internal key';
COMMENT ON COLUMN change.xid IS 'Transaction that wrote the row: the feed goes in order (xid, change_id)';
COMMENT ON COLUMN change.trial_id IS 'The registration';
COMMENT ON COLUMN change.version IS 'Its version after the change';
COMMENT ON COLUMN change.what IS 'created, updated, linked (joined other registrations of the trial) or published (embargo over)';
COMMENT ON COLUMN change.at IS 'When';
COMMENT ON INDEX change_order IS 'Order of the feed';
CREATE TRIGGER change_is_immutable BEFORE UPDATE OR DELETE ON change FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE SEQUENCE minted_number;
COMMENT ON SEQUENCE minted_number IS 'Digits of numbers minted here';
