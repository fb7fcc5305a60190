-- AlterTable
ALTER TABLE "account" ADD COLUMN     "suspended_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "audit_event" ADD COLUMN     "workspace_id" UUID;

-- AlterTable
ALTER TABLE "user" ADD COLUMN     "suspended_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "audit_checkpoint" (
    "account_id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "key_id" TEXT NOT NULL,
    "signature" BYTEA NOT NULL,
    "stands_for_removed" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "audit_checkpoint_pkey" PRIMARY KEY ("account_id","sequence","stands_for_removed")
);

-- CreateTable
CREATE TABLE "audit_signing_key" (
    "id" TEXT NOT NULL,
    "public_key" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_signing_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_verification" (
    "account_id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,
    "verified_at" TIMESTAMPTZ(3) NOT NULL,
    "first_bad_sequence" BIGINT,
    "problem" TEXT,

    CONSTRAINT "audit_verification_pkey" PRIMARY KEY ("account_id")
);

-- CreateTable
CREATE TABLE "webhook" (
    "account_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "sealed_secret" TEXT NOT NULL,
    "actions" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "is_enabled" BOOLEAN NOT NULL DEFAULT true,
    "delivered_sequence" BIGINT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_pkey" PRIMARY KEY ("account_id","id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "account_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "webhook_id" UUID NOT NULL,
    "sequence" BIGINT,
    "event_action" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "is_replay" BOOLEAN NOT NULL DEFAULT false,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "milliseconds" INTEGER NOT NULL,
    "status" INTEGER,
    "problem" TEXT,
    "answer" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("account_id","id")
);

-- CreateIndex
CREATE INDEX "webhook_delivery_account_id_webhook_id_id_idx" ON "webhook_delivery"("account_id", "webhook_id", "id");

-- CreateIndex
CREATE INDEX "audit_event_account_id_action_sequence_idx" ON "audit_event"("account_id", "action", "sequence");

-- CreateIndex
CREATE INDEX "audit_event_account_id_workspace_id_sequence_idx" ON "audit_event"("account_id", "workspace_id", "sequence");

-- AddForeignKey
ALTER TABLE "webhook" ADD CONSTRAINT "webhook_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_account_id_webhook_id_fkey" FOREIGN KEY ("account_id", "webhook_id") REFERENCES "webhook"("account_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Events may be removed for their age, and only where a checkpoint stands for them: the signed end of what is gone. Whatever is younger
-- than a day cannot be removed by anybody.
CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD.timestamp < now() - interval '1 day' AND EXISTS (
    SELECT FROM audit_checkpoint c
    WHERE c.account_id = OLD.account_id AND c.stands_for_removed AND c.sequence >= OLD.sequence
  ) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'the audit log is append-only';
END $$;

CREATE FUNCTION refuse_checkpoint_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'checkpoints of the audit log are append-only';
END $$;
CREATE TRIGGER audit_checkpoint_is_append_only BEFORE UPDATE OR DELETE ON audit_checkpoint
  FOR EACH ROW EXECUTE FUNCTION refuse_checkpoint_change();
CREATE TRIGGER audit_checkpoint_is_never_truncated BEFORE TRUNCATE ON audit_checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_checkpoint_change();
ALTER TABLE audit_checkpoint ADD CONSTRAINT audit_checkpoint_lengths CHECK (length(hash) = 32 AND length(signature) = 64);

-- A checkpoint says what is there: the event of its number with its hash.
CREATE FUNCTION require_checkpointed_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM audit_event e WHERE e.account_id = NEW.account_id AND e.sequence = NEW.sequence AND e.hash = NEW.hash
  ) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a checkpoint has the number and the hash of an event that is there';
END $$;
CREATE TRIGGER audit_checkpoint_is_of_an_event BEFORE INSERT ON audit_checkpoint
  FOR EACH ROW EXECUTE FUNCTION require_checkpointed_event();

-- Text in sentences, within one account.
CREATE INDEX audit_event_text ON audit_event USING gin (account_id, message gin_trgm_ops);

-- Lists of the operator.
CREATE INDEX account_created ON account (created_at DESC, id DESC);
CREATE INDEX user_created ON "user" (created_at DESC, id DESC);
CREATE INDEX account_text ON account USING gin (lower(name || ' ' || handle) gin_trgm_ops);
CREATE INDEX user_text ON "user" USING gin (lower(name || ' ' || email) gin_trgm_ops);
