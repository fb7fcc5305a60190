-- DropIndex
DROP INDEX "membership_account_id_role_id_idx";

-- AlterTable
ALTER TABLE "membership" ADD COLUMN     "invited_by_name" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "membership_activity" ALTER COLUMN "last_active_at" DROP NOT NULL;

-- AlterTable
ALTER TABLE "role" ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;

-- CreateIndex
CREATE INDEX "audit_event_account_id_object_table_object_id_sequence_idx" ON "audit_event"("account_id", "object_table", "object_id", "sequence");

-- CreateIndex
CREATE INDEX "audit_event_account_id_actor_id_sequence_idx" ON "audit_event"("account_id", "actor_id", "sequence");

-- Every membership has its row of activity, so that a list ordered by it misses nobody; null is never.
CREATE FUNCTION create_membership_activity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO membership_activity (account_id, membership_id) VALUES (NEW.account_id, NEW.id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER membership_has_activity AFTER INSERT ON membership
  FOR EACH ROW EXECUTE FUNCTION create_membership_activity();
INSERT INTO membership_activity (account_id, membership_id) SELECT account_id, id FROM membership ON CONFLICT DO NOTHING;

-- The name of whoever invited a member, as the invitation recorded it.
UPDATE membership m SET invited_by_name = u.name FROM "user" u WHERE u.id = m.invited_by_user_id;

-- What lists compare, computed once and not for each row of each list. The application never writes these columns.
ALTER TABLE membership
  ADD COLUMN name_key text GENERATED ALWAYS AS (lower(principal_name)) STORED,
  ADD COLUMN search_text text GENERATED ALWAYS AS (lower(principal_name || ' ' || coalesce(principal_email, ''))) STORED;

-- One index for each order of the members' list; those by role and by status serve the filters as well.
-- The one by name holds the searched text as well: a search that walks it in order reads nothing but the index.
DROP INDEX membership_by_name;
CREATE INDEX membership_by_name ON membership (account_id, name_key, id) INCLUDE (kind, search_text);
CREATE INDEX membership_by_email ON membership (account_id, lower(principal_email), id) WHERE kind = 'USER';
CREATE INDEX membership_by_role ON membership (account_id, role_id, name_key, id) INCLUDE (kind, status);
CREATE INDEX membership_by_status ON membership (account_id, status, name_key, id) WHERE kind = 'USER';
CREATE INDEX membership_by_inviter ON membership (account_id, lower(invited_by_name), id) WHERE kind = 'USER';
CREATE INDEX membership_of_inviter ON membership (account_id, invited_by_user_id) WHERE invited_by_user_id IS NOT NULL;
CREATE INDEX membership_activity_by_time ON membership_activity
  (account_id, coalesce(last_active_at, timestamptz '1970-01-01 00:00:00+00'), membership_id);

-- Search finds text anywhere in a name or address, within one account.
CREATE EXTENSION IF NOT EXISTS btree_gin;
DROP INDEX membership_search;
CREATE INDEX membership_search ON membership USING gin (account_id, search_text gin_trgm_ops);
CREATE INDEX invitation_search ON invitation USING gin (account_id, lower(email) gin_trgm_ops) WHERE status = 'PENDING';

-- Lists of roles and of workspaces by name.
CREATE INDEX workspace_by_name ON workspace (account_id, lower(name), id);

-- How many rows a statement would return, as the planner estimates: for counts that would scan.
CREATE FUNCTION estimated_rows(statement text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  plan json;
BEGIN
  EXECUTE 'EXPLAIN (FORMAT JSON) ' || statement INTO plan;
  RETURN (plan -> 0 -> 'Plan' ->> 'Plan Rows')::numeric::bigint;
END $$;
