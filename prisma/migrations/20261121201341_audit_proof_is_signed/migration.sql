-- AlterTable
ALTER TABLE "audit_verification" ADD COLUMN     "problem_noted_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "audit_turn" (
    "kind" TEXT NOT NULL,
    "account_id" UUID NOT NULL,
    "taken_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_turn_pkey" PRIMARY KEY ("kind","account_id")
);

-- AddForeignKey
ALTER TABLE "audit_checkpoint" ADD CONSTRAINT "audit_checkpoint_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "audit_signing_key"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- A problem that was found before is taken back by a walk of the whole that begins from now on.
UPDATE audit_verification SET problem_noted_at = now() WHERE first_bad_sequence IS NOT NULL;

-- A key is called after itself, so that none can stand in for another, and stays.
ALTER TABLE audit_signing_key ADD CONSTRAINT audit_signing_key_is_called_after_itself
  CHECK (length(public_key) = 32 AND id = substr(encode(sha256(public_key), 'hex'), 1, 16));
CREATE FUNCTION refuse_signing_key_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the signing keys of the audit log are append-only';
END $$;
CREATE TRIGGER audit_signing_key_is_append_only BEFORE UPDATE OR DELETE ON audit_signing_key
  FOR EACH ROW EXECUTE FUNCTION refuse_signing_key_change();
CREATE TRIGGER audit_signing_key_is_never_truncated BEFORE TRUNCATE ON audit_signing_key
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_signing_key_change();

-- The database cannot check the signature of the checkpoint that stands for what is removed; it can see to it that only the first events go,
-- so that none is missing between two others.
CREATE FUNCTION refuse_audit_gap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM (SELECT account_id, max(sequence) AS sequence FROM gone GROUP BY account_id) g
    WHERE EXISTS (SELECT FROM audit_event e WHERE e.account_id = g.account_id AND e.sequence < g.sequence)
  ) THEN
    RAISE EXCEPTION 'the audit log is append-only: its first events are removed first';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER audit_event_leaves_no_gap AFTER DELETE ON audit_event
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_gap();
