-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "AccountKind" AS ENUM ('PERSONAL', 'ORGANIZATION');

-- CreateEnum
CREATE TYPE "Plan" AS ENUM ('STANDARD', 'ORGANIZATION', 'ENTERPRISE');

-- CreateEnum
CREATE TYPE "PrincipalKind" AS ENUM ('USER', 'SERVICE_ACCOUNT');

-- CreateEnum
CREATE TYPE "MembershipStatus" AS ENUM ('ACTIVE', 'SUSPENDED');

-- CreateEnum
CREATE TYPE "InvitationStatus" AS ENUM ('PENDING', 'ACCEPTED', 'DECLINED', 'REVOKED');

-- CreateEnum
CREATE TYPE "LinkDelivery" AS ENUM ('MAILED', 'COPIED');

-- CreateEnum
CREATE TYPE "MailStatus" AS ENUM ('QUEUED', 'SENT', 'FAILED', 'KEPT', 'CANCELLED');

-- CreateTable
CREATE TABLE "account" (
    "id" UUID NOT NULL,
    "kind" "AccountKind" NOT NULL,
    "name" TEXT NOT NULL,
    "handle" TEXT NOT NULL,
    "plan" "Plan" NOT NULL,
    "owner_user_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account_handle" (
    "handle" TEXT NOT NULL,
    "account_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_handle_pkey" PRIMARY KEY ("handle")
);

-- CreateTable
CREATE TABLE "membership" (
    "account_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" "PrincipalKind" NOT NULL,
    "user_id" UUID,
    "service_account_id" UUID,
    "role_id" UUID NOT NULL,
    "status" "MembershipStatus" NOT NULL DEFAULT 'ACTIVE',
    "principal_name" TEXT NOT NULL,
    "principal_email" TEXT,
    "invited_by_user_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("account_id","id")
);

-- CreateTable
CREATE TABLE "membership_activity" (
    "account_id" UUID NOT NULL,
    "membership_id" UUID NOT NULL,
    "last_active_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "membership_activity_pkey" PRIMARY KEY ("account_id","membership_id")
);

-- CreateTable
CREATE TABLE "role" (
    "account_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "built_in" TEXT,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "permissions" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "role_pkey" PRIMARY KEY ("account_id","id")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "account_id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,
    "id" UUID NOT NULL,
    "timestamp" TIMESTAMPTZ(3) NOT NULL,
    "action" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "object_table" TEXT NOT NULL,
    "object_id" TEXT NOT NULL,
    "info" JSONB NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_name" TEXT NOT NULL,
    "request_id" TEXT,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "previous_hash" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("account_id","sequence")
);

-- CreateTable
CREATE TABLE "audit_chain" (
    "account_id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL DEFAULT 0,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_chain_pkey" PRIMARY KEY ("account_id")
);

-- CreateTable
CREATE TABLE "invitation" (
    "account_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "email_key" TEXT NOT NULL,
    "role_id" UUID NOT NULL,
    "message" TEXT NOT NULL DEFAULT '',
    "status" "InvitationStatus" NOT NULL DEFAULT 'PENDING',
    "invited_by_user_id" UUID,
    "invited_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("account_id","id")
);

-- CreateTable
CREATE TABLE "invitation_workspace" (
    "account_id" UUID NOT NULL,
    "invitation_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "role_id" UUID NOT NULL,

    CONSTRAINT "invitation_workspace_pkey" PRIMARY KEY ("account_id","invitation_id","workspace_id")
);

-- CreateTable
CREATE TABLE "invitation_link" (
    "account_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "invitation_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "delivery" "LinkDelivery" NOT NULL,
    "is_current" BOOLEAN NOT NULL DEFAULT true,
    "mail_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "invitation_link_pkey" PRIMARY KEY ("account_id","id")
);

-- CreateTable
CREATE TABLE "mail" (
    "id" UUID NOT NULL,
    "account_id" UUID,
    "template" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "props" JSONB NOT NULL,
    "sealed_token" TEXT,
    "status" "MailStatus" NOT NULL DEFAULT 'QUEUED',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_response" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_tried_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "mail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_limit" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "job_worker" (
    "id" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "job_worker_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "email_key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT,
    "is_operator" BOOLEAN NOT NULL DEFAULT false,
    "email_verified_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_up" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "email_key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "return_to" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "sign_up_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "password_reset" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "password_reset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "email_verification" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "return_to" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "email_verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "service_account" (
    "account_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "created_by_user_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "service_account_pkey" PRIMARY KEY ("account_id","id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "account_id" UUID,
    "user_id" UUID,
    "service_account_id" UUID,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "key_hash" BYTEA NOT NULL,
    "created_by_user_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key_use" (
    "api_key_id" UUID NOT NULL,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL,
    "ip_address" TEXT,

    CONSTRAINT "api_key_use_pkey" PRIMARY KEY ("api_key_id")
);

-- CreateTable
CREATE TABLE "workspace" (
    "account_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "handle" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "default_role_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workspace_pkey" PRIMARY KEY ("account_id","id")
);

-- CreateTable
CREATE TABLE "workspace_grant" (
    "account_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "membership_id" UUID NOT NULL,
    "role_id" UUID NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "created_by_user_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workspace_grant_pkey" PRIMARY KEY ("account_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "account_owner_user_id_key" ON "account"("owner_user_id");

-- CreateIndex
CREATE INDEX "account_handle_account_id_idx" ON "account_handle"("account_id");

-- CreateIndex
CREATE INDEX "membership_user_id_idx" ON "membership"("user_id");

-- CreateIndex
CREATE INDEX "membership_account_id_role_id_idx" ON "membership"("account_id", "role_id");

-- CreateIndex
CREATE INDEX "membership_account_id_created_at_id_idx" ON "membership"("account_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "membership_account_id_user_id_key" ON "membership"("account_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "membership_account_id_service_account_id_key" ON "membership"("account_id", "service_account_id");

-- CreateIndex
CREATE UNIQUE INDEX "role_account_id_built_in_key" ON "role"("account_id", "built_in");

-- CreateIndex
CREATE INDEX "audit_event_account_id_timestamp_idx" ON "audit_event"("account_id", "timestamp");

-- CreateIndex
CREATE UNIQUE INDEX "audit_event_account_id_id_key" ON "audit_event"("account_id", "id");

-- CreateIndex
CREATE INDEX "invitation_account_id_status_created_at_id_idx" ON "invitation"("account_id", "status", "created_at", "id");

-- CreateIndex
CREATE INDEX "invitation_account_id_role_id_idx" ON "invitation"("account_id", "role_id");

-- CreateIndex
CREATE INDEX "invitation_email_key_idx" ON "invitation"("email_key");

-- CreateIndex
CREATE INDEX "invitation_workspace_account_id_role_id_idx" ON "invitation_workspace"("account_id", "role_id");

-- CreateIndex
CREATE INDEX "invitation_link_account_id_invitation_id_idx" ON "invitation_link"("account_id", "invitation_id");

-- CreateIndex
CREATE INDEX "invitation_link_token_hash_idx" ON "invitation_link"("token_hash");

-- CreateIndex
CREATE INDEX "mail_created_at_id_idx" ON "mail"("created_at", "id");

-- CreateIndex
CREATE INDEX "mail_status_created_at_id_idx" ON "mail"("status", "created_at", "id");

-- CreateIndex
CREATE INDEX "mail_account_id_status_idx" ON "mail"("account_id", "status");

-- CreateIndex
CREATE INDEX "rate_limit_expire_idx" ON "rate_limit"("expire");

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key_key" ON "user"("email_key");

-- CreateIndex
CREATE INDEX "session_user_id_last_used_at_idx" ON "session"("user_id", "last_used_at");

-- CreateIndex
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "sign_up_token_hash_key" ON "sign_up"("token_hash");

-- CreateIndex
CREATE INDEX "sign_up_email_key_idx" ON "sign_up"("email_key");

-- CreateIndex
CREATE INDEX "sign_up_expires_at_idx" ON "sign_up"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "password_reset_token_hash_key" ON "password_reset"("token_hash");

-- CreateIndex
CREATE INDEX "password_reset_user_id_idx" ON "password_reset"("user_id");

-- CreateIndex
CREATE INDEX "password_reset_expires_at_idx" ON "password_reset"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "email_verification_token_hash_key" ON "email_verification"("token_hash");

-- CreateIndex
CREATE INDEX "email_verification_user_id_idx" ON "email_verification"("user_id");

-- CreateIndex
CREATE INDEX "email_verification_expires_at_idx" ON "email_verification"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_key_hash_key" ON "api_key"("key_hash");

-- CreateIndex
CREATE INDEX "api_key_account_id_service_account_id_idx" ON "api_key"("account_id", "service_account_id");

-- CreateIndex
CREATE INDEX "api_key_user_id_idx" ON "api_key"("user_id");

-- CreateIndex
CREATE INDEX "workspace_account_id_default_role_id_idx" ON "workspace"("account_id", "default_role_id");

-- CreateIndex
CREATE INDEX "workspace_grant_account_id_membership_id_idx" ON "workspace_grant"("account_id", "membership_id");

-- CreateIndex
CREATE INDEX "workspace_grant_account_id_role_id_idx" ON "workspace_grant"("account_id", "role_id");

-- CreateIndex
CREATE UNIQUE INDEX "workspace_grant_account_id_workspace_id_membership_id_key" ON "workspace_grant"("account_id", "workspace_id", "membership_id");

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_owner_user_id_fkey" FOREIGN KEY ("owner_user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account_handle" ADD CONSTRAINT "account_handle_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_account_id_service_account_id_fkey" FOREIGN KEY ("account_id", "service_account_id") REFERENCES "service_account"("account_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_account_id_role_id_fkey" FOREIGN KEY ("account_id", "role_id") REFERENCES "role"("account_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership_activity" ADD CONSTRAINT "membership_activity_account_id_membership_id_fkey" FOREIGN KEY ("account_id", "membership_id") REFERENCES "membership"("account_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role" ADD CONSTRAINT "role_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_account_id_role_id_fkey" FOREIGN KEY ("account_id", "role_id") REFERENCES "role"("account_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation_workspace" ADD CONSTRAINT "invitation_workspace_account_id_invitation_id_fkey" FOREIGN KEY ("account_id", "invitation_id") REFERENCES "invitation"("account_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation_workspace" ADD CONSTRAINT "invitation_workspace_account_id_workspace_id_fkey" FOREIGN KEY ("account_id", "workspace_id") REFERENCES "workspace"("account_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation_workspace" ADD CONSTRAINT "invitation_workspace_account_id_role_id_fkey" FOREIGN KEY ("account_id", "role_id") REFERENCES "role"("account_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation_link" ADD CONSTRAINT "invitation_link_account_id_invitation_id_fkey" FOREIGN KEY ("account_id", "invitation_id") REFERENCES "invitation"("account_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "password_reset" ADD CONSTRAINT "password_reset_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "email_verification" ADD CONSTRAINT "email_verification_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_account" ADD CONSTRAINT "service_account_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_account_id_service_account_id_fkey" FOREIGN KEY ("account_id", "service_account_id") REFERENCES "service_account"("account_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key_use" ADD CONSTRAINT "api_key_use_api_key_id_fkey" FOREIGN KEY ("api_key_id") REFERENCES "api_key"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workspace" ADD CONSTRAINT "workspace_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workspace" ADD CONSTRAINT "workspace_account_id_default_role_id_fkey" FOREIGN KEY ("account_id", "default_role_id") REFERENCES "role"("account_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workspace_grant" ADD CONSTRAINT "workspace_grant_account_id_workspace_id_fkey" FOREIGN KEY ("account_id", "workspace_id") REFERENCES "workspace"("account_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workspace_grant" ADD CONSTRAINT "workspace_grant_account_id_membership_id_fkey" FOREIGN KEY ("account_id", "membership_id") REFERENCES "membership"("account_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workspace_grant" ADD CONSTRAINT "workspace_grant_account_id_role_id_fkey" FOREIGN KEY ("account_id", "role_id") REFERENCES "role"("account_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- By hand from here on: what the database refuses and Prisma's schema language cannot say (decision record 002).

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Accounts and their handles.
ALTER TABLE account
  ADD CONSTRAINT account_handle_format CHECK (handle ~ '^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$'),
  ADD CONSTRAINT account_personal_has_owner CHECK ((kind = 'PERSONAL') = (owner_user_id IS NOT NULL)),
  ADD CONSTRAINT account_name_not_empty CHECK (length(btrim(name)) > 0);
ALTER TABLE account_handle
  ADD CONSTRAINT account_handle_is_lower_case CHECK (handle = lower(handle)),
  ADD CONSTRAINT account_handle_of_account UNIQUE (handle, account_id);
-- The current handle is always one of the account's own; deferred because each refers to the other.
ALTER TABLE account
  ADD CONSTRAINT account_current_handle FOREIGN KEY (handle, id) REFERENCES account_handle (handle, account_id)
  DEFERRABLE INITIALLY DEFERRED;

-- Exactly one principal per membership, of the kind it says.
ALTER TABLE membership
  ADD CONSTRAINT membership_has_one_principal CHECK (
    (kind = 'USER' AND user_id IS NOT NULL AND service_account_id IS NULL)
    OR (kind = 'SERVICE_ACCOUNT' AND user_id IS NULL AND service_account_id IS NOT NULL)
  );
CREATE INDEX membership_by_name ON membership (account_id, lower(principal_name), id);
CREATE INDEX membership_search ON membership
  USING gin (lower(principal_name || ' ' || coalesce(principal_email, '')) gin_trgm_ops);

-- Names without regard to case; the built-in roles are rows too, so their names are taken as well.
CREATE UNIQUE INDEX role_name_in_account ON role (account_id, lower(name));
ALTER TABLE role ADD CONSTRAINT role_built_in_keeps_no_permissions CHECK (built_in IS NULL OR cardinality(permissions) = 0);
CREATE UNIQUE INDEX service_account_name_in_account ON service_account (account_id, lower(name));
CREATE UNIQUE INDEX workspace_handle_in_account ON workspace (account_id, lower(handle));

-- A key belongs to a user or to a service account, and the latter is bound to its organization.
ALTER TABLE api_key
  ADD CONSTRAINT api_key_has_one_owner CHECK (
    (user_id IS NOT NULL AND service_account_id IS NULL)
    OR (user_id IS NULL AND service_account_id IS NOT NULL AND account_id IS NOT NULL)
  ),
  ADD CONSTRAINT api_key_of_account FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE;

-- One open invitation per address and account; a resolved one says when.
CREATE UNIQUE INDEX invitation_pending_of_address ON invitation (account_id, email_key) WHERE status = 'PENDING';
ALTER TABLE invitation ADD CONSTRAINT invitation_resolved_has_time CHECK ((status = 'PENDING') = (resolved_at IS NULL));
CREATE UNIQUE INDEX invitation_link_current ON invitation_link (account_id, invitation_id) WHERE is_current;
CREATE UNIQUE INDEX invitation_link_token ON invitation_link (account_id, token_hash);

-- The operator searches the outbox by recipient.
CREATE INDEX mail_recipient ON mail USING gin (lower(recipient) gin_trgm_ops);

-- Built-in roles change only with the account they belong to: a cascade runs inside a trigger, a statement does not.
CREATE FUNCTION refuse_built_in_role_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'built-in roles cannot be modified or deleted';
END $$;
CREATE TRIGGER role_built_in_is_fixed BEFORE UPDATE OR DELETE ON role
  FOR EACH ROW WHEN (OLD.built_in IS NOT NULL AND pg_trigger_depth() = 0)
  EXECUTE FUNCTION refuse_built_in_role_change();

-- The audit log is append-only.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only';
END $$;
CREATE TRIGGER audit_event_is_append_only BEFORE UPDATE OR DELETE ON audit_event
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_event_is_never_truncated BEFORE TRUNCATE ON audit_event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
ALTER TABLE audit_event ADD CONSTRAINT audit_event_hash_length CHECK (length(hash) = 32 AND length(previous_hash) = 32);
