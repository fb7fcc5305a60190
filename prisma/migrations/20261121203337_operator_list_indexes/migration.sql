-- Lists of the operator by name, and of those that are suspended; the removal of old deliveries by their time.
CREATE INDEX account_by_name ON account (lower(name), id);
CREATE INDEX user_by_name ON "user" (lower(name), id);
CREATE INDEX account_suspended ON account (created_at, id) WHERE suspended_at IS NOT NULL;
CREATE INDEX user_suspended ON "user" (created_at, id) WHERE suspended_at IS NOT NULL;
CREATE INDEX webhook_delivery_requested ON webhook_delivery (requested_at);
