-- AlterTable
ALTER TABLE "api_key" ADD COLUMN     "proven_account_ids" UUID[] DEFAULT ARRAY[]::UUID[];

-- Who is not Administrator any more may not pass single sign-on by a password either, whichever change took the role, and not again when
-- they get it back: they are named anew then.
CREATE FUNCTION end_break_glass() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM sso_break_glass WHERE account_id = NEW.account_id AND membership_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER membership_ends_break_glass AFTER UPDATE OF role_id ON membership
  FOR EACH ROW WHEN (OLD.role_id IS DISTINCT FROM NEW.role_id) EXECUTE FUNCTION end_break_glass();
