-- Dead letters are found by registration: one that was indexed after all clears its own.

CREATE INDEX outbox_dead_trial ON outbox (trial_id) WHERE dead_at IS NOT NULL;
COMMENT ON INDEX outbox_dead_trial IS 'The dead letter of a registration';
