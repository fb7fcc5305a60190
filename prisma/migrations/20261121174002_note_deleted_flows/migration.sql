-- Every flow that is deleted is named, whoever deletes it: during an update, processes of the version before do so too, and one that nobody
-- named would leave runs that are counted for ever. They may name it themselves.
CREATE FUNCTION note_deleted_flows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO deleted_flow (workspace_id, id) SELECT workspace_id, id FROM was_there ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER note_deleted_flows AFTER DELETE ON flow REFERENCING OLD TABLE AS was_there
  FOR EACH STATEMENT EXECUTE FUNCTION note_deleted_flows();

-- Those that were deleted until now without being named.
INSERT INTO deleted_flow (workspace_id, id)
SELECT DISTINCT r.workspace_id, r.flow_id FROM flow_run r
WHERE NOT EXISTS (SELECT FROM flow f WHERE f.workspace_id = r.workspace_id AND f.id = r.flow_id)
ON CONFLICT DO NOTHING;
