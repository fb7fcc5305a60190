-- Whose word about a group counts: said with each row, and chosen by each mapping.
ALTER TABLE "group_mapping" ADD COLUMN     "provider_id" UUID;
ALTER TABLE "membership_group" ADD COLUMN     "provider_id" UUID;
UPDATE membership_group g SET provider_id = coalesce(
  (SELECT c.id FROM sso_connection c WHERE c.account_id = g.account_id AND c.id = g.source_id), g.account_id);
ALTER TABLE "membership_group" ALTER COLUMN "provider_id" SET NOT NULL;

-- Two mappings of one group are of two providers; of any there is one.
DROP INDEX "group_mapping_account_id_group_key";
CREATE UNIQUE INDEX "group_mapping_account_id_group_provider_id_key" ON "group_mapping"("account_id", "group", "provider_id");
CREATE UNIQUE INDEX group_mapping_of_any_provider ON group_mapping (account_id, "group") WHERE provider_id IS NULL;

-- All of it in the key, the group first, so that decisions read nothing but the index; and the membership last, as they are counted and forgotten in
-- pieces.
ALTER TABLE "membership_group" DROP CONSTRAINT "membership_group_pkey",
ADD CONSTRAINT "membership_group_pkey" PRIMARY KEY ("account_id", "membership_id", "group", "provider_id", "source_id");
DROP INDEX "membership_group_account_id_group_idx";
DROP INDEX "membership_group_account_id_source_id_idx";
CREATE INDEX "membership_group_account_id_group_membership_id_provider_id_idx" ON "membership_group"("account_id", "group", "membership_id", "provider_id");
CREATE INDEX "membership_group_account_id_source_id_membership_id_idx" ON "membership_group"("account_id", "source_id", "membership_id");

-- Whose word counts just now: the provider that a mapping names or all of them, of connections those that are active. Kept with each change of these,
-- which are rare, so that the statements that decide, the hottest there are, join no connections. SCIM is the account itself.
ALTER TABLE group_mapping ADD COLUMN heard_ids uuid[] NOT NULL DEFAULT '{}';

CREATE FUNCTION heard_ids_of(of_account uuid, of_provider uuid) RETURNS uuid[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_agg(p.id), '{}') FROM (
    SELECT of_account AS id
    UNION ALL SELECT c.id FROM sso_connection c WHERE c.account_id = of_account AND c.state = 'ACTIVE') p
  WHERE of_provider IS NULL OR p.id = of_provider
$$;

CREATE FUNCTION hear_of_mapping() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.heard_ids := heard_ids_of(NEW.account_id, NEW.provider_id);
  RETURN NEW;
END $$;
CREATE TRIGGER group_mapping_hears BEFORE INSERT OR UPDATE OF provider_id ON group_mapping
  FOR EACH ROW EXECUTE FUNCTION hear_of_mapping();

CREATE FUNCTION hear_of_connection() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  of_row sso_connection;
BEGIN
  of_row := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  UPDATE group_mapping q SET heard_ids = heard_ids_of(q.account_id, q.provider_id)
  WHERE q.account_id = of_row.account_id AND (q.provider_id IS NULL OR q.provider_id = of_row.id);
  RETURN NULL;
END $$;
CREATE TRIGGER sso_connection_is_heard AFTER INSERT OR DELETE OR UPDATE OF state ON sso_connection
  FOR EACH ROW EXECUTE FUNCTION hear_of_connection();

UPDATE group_mapping SET heard_ids = heard_ids_of(account_id, provider_id);

-- Only a mapping is a source of a role, also one that is gone: what came by a connection is as if given by hand.
UPDATE membership m SET role_source_id = NULL
WHERE role_source_id IS NOT NULL AND NOT EXISTS (
  SELECT FROM group_mapping q WHERE q.account_id = m.account_id AND q.id = m.role_source_id);
CREATE INDEX membership_by_role_source ON membership (account_id, role_source_id) WHERE role_source_id IS NOT NULL;
-- A role that somebody returns to is used by them.
CREATE INDEX membership_by_role_by_hand ON membership (account_id, role_by_hand_id) WHERE role_by_hand_id IS NOT NULL;

-- Whose session it was, so that nobody reads all uses for the last one.
ALTER TABLE "sso_break_glass_use" ADD COLUMN     "user_id" UUID;
UPDATE sso_break_glass_use x SET user_id = s.user_id FROM session s WHERE s.id = x.session_id;
ALTER TABLE "sso_break_glass_use" ALTER COLUMN "user_id" SET NOT NULL;
CREATE INDEX "sso_break_glass_use_account_id_user_id_used_at_idx" ON "sso_break_glass_use"("account_id", "user_id", "used_at");
