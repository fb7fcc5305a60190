-- Text in sentences, within one part of one account's chain (of 65,536 events, as the statement says that looks for it): a page of what is rare
-- is found without going through all there is of it.
DROP INDEX audit_event_text;
CREATE INDEX audit_event_text ON audit_event
  USING gin ((account_id::text || '/' || (sequence >> 16)::text), message gin_trgm_ops);
