-- DropIndex
DROP INDEX "workspace_grant_account_id_membership_id_idx";

-- AlterTable
ALTER TABLE "workspace_grant" ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;

-- CreateTable
CREATE TABLE "workspace_visit" (
    "account_id" UUID NOT NULL,
    "membership_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "visited_at" TIMESTAMPTZ(3) NOT NULL,
    "pinned_at" TIMESTAMPTZ(3),

    CONSTRAINT "workspace_visit_pkey" PRIMARY KEY ("account_id","membership_id","workspace_id")
);

-- CreateIndex
CREATE INDEX "workspace_visit_account_id_membership_id_visited_at_idx" ON "workspace_visit"("account_id", "membership_id", "visited_at");

-- CreateIndex
CREATE INDEX "workspace_visit_account_id_workspace_id_idx" ON "workspace_visit"("account_id", "workspace_id");

-- CreateIndex
CREATE INDEX "invitation_workspace_account_id_workspace_id_idx" ON "invitation_workspace"("account_id", "workspace_id");

-- CreateIndex
CREATE INDEX "workspace_grant_account_id_membership_id_workspace_id_idx" ON "workspace_grant"("account_id", "membership_id", "workspace_id");

-- AddForeignKey
ALTER TABLE "workspace_visit" ADD CONSTRAINT "workspace_visit_account_id_membership_id_fkey" FOREIGN KEY ("account_id", "membership_id") REFERENCES "membership"("account_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workspace_visit" ADD CONSTRAINT "workspace_visit_account_id_workspace_id_fkey" FOREIGN KEY ("account_id", "workspace_id") REFERENCES "workspace"("account_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A grant keeps the member's name beside it, so that the list of who has been added is read from one index, however long it is.
ALTER TABLE workspace_grant ADD COLUMN name_key text;
UPDATE workspace_grant g SET name_key = m.name_key FROM membership m WHERE m.account_id = g.account_id AND m.id = g.membership_id;
ALTER TABLE workspace_grant ALTER COLUMN name_key SET NOT NULL;
CREATE FUNCTION name_workspace_grant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- A membership of another account has none: its foreign key refuses it afterwards, by its name. Locked, as a change of the name at this
  -- moment does not see this grant: it is waited for, or waits.
  NEW.name_key := coalesce(
    (SELECT m.name_key FROM membership m WHERE m.account_id = NEW.account_id AND m.id = NEW.membership_id FOR SHARE), '');
  RETURN NEW;
END $$;
CREATE TRIGGER workspace_grant_has_name BEFORE INSERT ON workspace_grant
  FOR EACH ROW EXECUTE FUNCTION name_workspace_grant();
CREATE FUNCTION rename_workspace_grants() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE workspace_grant SET name_key = NEW.name_key WHERE account_id = NEW.account_id AND membership_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER membership_renames_grants AFTER UPDATE OF principal_name ON membership
  FOR EACH ROW WHEN (OLD.principal_name IS DISTINCT FROM NEW.principal_name) EXECUTE FUNCTION rename_workspace_grants();
CREATE INDEX workspace_grant_by_name ON workspace_grant (account_id, workspace_id, name_key, membership_id);

-- What a member has pinned, without reading what they visited.
CREATE INDEX workspace_visit_pinned ON workspace_visit (account_id, membership_id, pinned_at) WHERE pinned_at IS NOT NULL;
