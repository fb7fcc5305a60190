-- CreateEnum
CREATE TYPE "SsoKind" AS ENUM ('OIDC', 'SAML');

-- CreateEnum
CREATE TYPE "SsoState" AS ENUM ('DRAFT', 'ACTIVE', 'DISABLED');

-- CreateEnum
CREATE TYPE "SsoAdmission" AS ENUM ('DOMAIN', 'INVITED');

-- CreateEnum
CREATE TYPE "SsoPurpose" AS ENUM ('SIGN_IN', 'TEST');

-- AlterTable
ALTER TABLE "account" ADD COLUMN     "is_sso_required" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "session_minutes" INTEGER;

-- AlterTable
ALTER TABLE "membership" ADD COLUMN     "role_by_hand_id" UUID,
ADD COLUMN     "role_source_id" UUID;

-- AlterTable
ALTER TABLE "session" ADD COLUMN     "bound_account_id" UUID,
ADD COLUMN     "is_through_sso" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "sso_domain" (
    "account_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "domain" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "verified_at" TIMESTAMPTZ(3),
    "checked_at" TIMESTAMPTZ(3),
    "problem" TEXT,
    "missing_since" TIMESTAMPTZ(3),
    "connection_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sso_domain_pkey" PRIMARY KEY ("account_id","id")
);

-- CreateTable
CREATE TABLE "sso_connection" (
    "account_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" "SsoKind" NOT NULL,
    "name" TEXT NOT NULL,
    "state" "SsoState" NOT NULL DEFAULT 'DRAFT',
    "admission" "SsoAdmission" NOT NULL DEFAULT 'DOMAIN',
    "role_id" UUID NOT NULL,
    "groups_claim" TEXT NOT NULL DEFAULT 'groups',
    "issuer" TEXT NOT NULL,
    "client_id" TEXT,
    "sealed_secret" TEXT,
    "discovered" JSONB,
    "discovered_at" TIMESTAMPTZ(3),
    "metadata_url" TEXT,
    "sign_in_url" TEXT,
    "sign_out_url" TEXT,
    "allows_unsolicited" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,
    "tested_at" TIMESTAMPTZ(3),
    "tested_by_name" TEXT,
    "tested_claims" JSONB,
    "problem" TEXT,
    "problem_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sso_connection_pkey" PRIMARY KEY ("account_id","id")
);

-- CreateTable
CREATE TABLE "sso_certificate" (
    "account_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "pem" TEXT NOT NULL,
    "not_before" TIMESTAMPTZ(3) NOT NULL,
    "not_after" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sso_certificate_pkey" PRIMARY KEY ("account_id","connection_id","fingerprint")
);

-- CreateTable
CREATE TABLE "sso_key" (
    "account_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "sealed_private_key" TEXT NOT NULL,
    "certificate" TEXT NOT NULL,
    "is_current" BOOLEAN NOT NULL,
    "not_after" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sso_key_pkey" PRIMARY KEY ("account_id","id")
);

-- CreateTable
CREATE TABLE "sso_identity" (
    "account_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "sso_identity_pkey" PRIMARY KEY ("account_id","id")
);

-- CreateTable
CREATE TABLE "sso_attempt" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "purpose" "SsoPurpose" NOT NULL,
    "state_hash" BYTEA NOT NULL,
    "browser_hash" BYTEA NOT NULL,
    "request_id" TEXT,
    "sealed" TEXT NOT NULL,
    "user_id" UUID,
    "return_to" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),
    "completion_hash" BYTEA,
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "sso_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sso_used_assertion" (
    "account_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "assertion_hash" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sso_used_assertion_pkey" PRIMARY KEY ("account_id","connection_id","assertion_hash")
);

-- CreateTable
CREATE TABLE "sso_proof" (
    "session_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "authenticated_at" TIMESTAMPTZ(3) NOT NULL,
    "name_id" TEXT,
    "session_index" TEXT,

    CONSTRAINT "sso_proof_pkey" PRIMARY KEY ("session_id","account_id")
);

-- CreateTable
CREATE TABLE "sso_break_glass" (
    "account_id" UUID NOT NULL,
    "membership_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sso_break_glass_pkey" PRIMARY KEY ("account_id","membership_id")
);

-- CreateTable
CREATE TABLE "sso_break_glass_use" (
    "account_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "used_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sso_break_glass_use_pkey" PRIMARY KEY ("account_id","session_id")
);

-- CreateTable
CREATE TABLE "group_mapping" (
    "account_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "group" TEXT NOT NULL,
    "role_id" UUID,
    "position" INTEGER NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "group_mapping_pkey" PRIMARY KEY ("account_id","id")
);

-- CreateTable
CREATE TABLE "group_mapping_grant" (
    "account_id" UUID NOT NULL,
    "mapping_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "role_id" UUID NOT NULL,

    CONSTRAINT "group_mapping_grant_pkey" PRIMARY KEY ("account_id","mapping_id","workspace_id")
);

-- CreateTable
CREATE TABLE "membership_group" (
    "account_id" UUID NOT NULL,
    "membership_id" UUID NOT NULL,
    "source_id" UUID NOT NULL,
    "group" TEXT NOT NULL,

    CONSTRAINT "membership_group_pkey" PRIMARY KEY ("account_id","membership_id","source_id","group")
);

-- CreateTable
CREATE TABLE "scim_token" (
    "account_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "scim_token_pkey" PRIMARY KEY ("account_id","id")
);

-- CreateTable
CREATE TABLE "scim_user" (
    "account_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "external_id" TEXT,
    "user_name" TEXT NOT NULL,
    "user_name_key" TEXT NOT NULL,
    "is_active" BOOLEAN NOT NULL,
    "attributes" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "scim_user_pkey" PRIMARY KEY ("account_id","id")
);

-- CreateTable
CREATE TABLE "scim_group" (
    "account_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "external_id" TEXT,
    "display_name" TEXT NOT NULL,
    "display_name_key" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "scim_group_pkey" PRIMARY KEY ("account_id","id")
);

-- CreateTable
CREATE TABLE "scim_group_member" (
    "account_id" UUID NOT NULL,
    "group_id" UUID NOT NULL,
    "scim_user_id" UUID NOT NULL,

    CONSTRAINT "scim_group_member_pkey" PRIMARY KEY ("account_id","group_id","scim_user_id")
);

-- CreateIndex
CREATE INDEX "sso_domain_domain_idx" ON "sso_domain"("domain");

-- CreateIndex
CREATE UNIQUE INDEX "sso_domain_account_id_domain_key" ON "sso_domain"("account_id", "domain");

-- CreateIndex
CREATE INDEX "sso_connection_account_id_role_id_idx" ON "sso_connection"("account_id", "role_id");

-- CreateIndex
CREATE UNIQUE INDEX "sso_connection_id_key" ON "sso_connection"("id");

-- CreateIndex
CREATE INDEX "sso_key_account_id_connection_id_idx" ON "sso_key"("account_id", "connection_id");

-- CreateIndex
CREATE INDEX "sso_identity_user_id_idx" ON "sso_identity"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "sso_identity_connection_id_subject_key" ON "sso_identity"("connection_id", "subject");

-- CreateIndex
CREATE UNIQUE INDEX "sso_identity_connection_id_user_id_key" ON "sso_identity"("connection_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "sso_attempt_state_hash_key" ON "sso_attempt"("state_hash");

-- CreateIndex
CREATE UNIQUE INDEX "sso_attempt_completion_hash_key" ON "sso_attempt"("completion_hash");

-- CreateIndex
CREATE INDEX "sso_attempt_account_id_connection_id_idx" ON "sso_attempt"("account_id", "connection_id");

-- CreateIndex
CREATE INDEX "sso_attempt_expires_at_idx" ON "sso_attempt"("expires_at");

-- CreateIndex
CREATE INDEX "sso_used_assertion_expires_at_idx" ON "sso_used_assertion"("expires_at");

-- CreateIndex
CREATE INDEX "sso_proof_account_id_connection_id_idx" ON "sso_proof"("account_id", "connection_id");

-- CreateIndex
CREATE INDEX "group_mapping_account_id_role_id_idx" ON "group_mapping"("account_id", "role_id");

-- CreateIndex
CREATE UNIQUE INDEX "group_mapping_account_id_group_key" ON "group_mapping"("account_id", "group");

-- CreateIndex
CREATE INDEX "group_mapping_grant_account_id_workspace_id_idx" ON "group_mapping_grant"("account_id", "workspace_id");

-- CreateIndex
CREATE INDEX "group_mapping_grant_account_id_role_id_idx" ON "group_mapping_grant"("account_id", "role_id");

-- CreateIndex
CREATE INDEX "membership_group_account_id_group_idx" ON "membership_group"("account_id", "group");

-- CreateIndex
CREATE INDEX "membership_group_account_id_source_id_idx" ON "membership_group"("account_id", "source_id");

-- CreateIndex
CREATE UNIQUE INDEX "scim_token_token_hash_key" ON "scim_token"("token_hash");

-- CreateIndex
CREATE INDEX "scim_user_account_id_external_id_idx" ON "scim_user"("account_id", "external_id");

-- CreateIndex
CREATE INDEX "scim_user_user_id_idx" ON "scim_user"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "scim_user_account_id_user_id_key" ON "scim_user"("account_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "scim_user_account_id_user_name_key_key" ON "scim_user"("account_id", "user_name_key");

-- CreateIndex
CREATE UNIQUE INDEX "scim_group_account_id_display_name_key_key" ON "scim_group"("account_id", "display_name_key");

-- CreateIndex
CREATE INDEX "scim_group_member_account_id_scim_user_id_idx" ON "scim_group_member"("account_id", "scim_user_id");

-- AddForeignKey
ALTER TABLE "sso_domain" ADD CONSTRAINT "sso_domain_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sso_domain" ADD CONSTRAINT "sso_domain_account_id_connection_id_fkey" FOREIGN KEY ("account_id", "connection_id") REFERENCES "sso_connection"("account_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sso_connection" ADD CONSTRAINT "sso_connection_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sso_connection" ADD CONSTRAINT "sso_connection_account_id_role_id_fkey" FOREIGN KEY ("account_id", "role_id") REFERENCES "role"("account_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sso_certificate" ADD CONSTRAINT "sso_certificate_account_id_connection_id_fkey" FOREIGN KEY ("account_id", "connection_id") REFERENCES "sso_connection"("account_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sso_key" ADD CONSTRAINT "sso_key_account_id_connection_id_fkey" FOREIGN KEY ("account_id", "connection_id") REFERENCES "sso_connection"("account_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sso_identity" ADD CONSTRAINT "sso_identity_account_id_connection_id_fkey" FOREIGN KEY ("account_id", "connection_id") REFERENCES "sso_connection"("account_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sso_identity" ADD CONSTRAINT "sso_identity_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sso_attempt" ADD CONSTRAINT "sso_attempt_account_id_connection_id_fkey" FOREIGN KEY ("account_id", "connection_id") REFERENCES "sso_connection"("account_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sso_used_assertion" ADD CONSTRAINT "sso_used_assertion_account_id_connection_id_fkey" FOREIGN KEY ("account_id", "connection_id") REFERENCES "sso_connection"("account_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sso_proof" ADD CONSTRAINT "sso_proof_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sso_proof" ADD CONSTRAINT "sso_proof_account_id_connection_id_fkey" FOREIGN KEY ("account_id", "connection_id") REFERENCES "sso_connection"("account_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sso_break_glass" ADD CONSTRAINT "sso_break_glass_account_id_membership_id_fkey" FOREIGN KEY ("account_id", "membership_id") REFERENCES "membership"("account_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sso_break_glass_use" ADD CONSTRAINT "sso_break_glass_use_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_mapping" ADD CONSTRAINT "group_mapping_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_mapping" ADD CONSTRAINT "group_mapping_account_id_role_id_fkey" FOREIGN KEY ("account_id", "role_id") REFERENCES "role"("account_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_mapping_grant" ADD CONSTRAINT "group_mapping_grant_account_id_mapping_id_fkey" FOREIGN KEY ("account_id", "mapping_id") REFERENCES "group_mapping"("account_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_mapping_grant" ADD CONSTRAINT "group_mapping_grant_account_id_workspace_id_fkey" FOREIGN KEY ("account_id", "workspace_id") REFERENCES "workspace"("account_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_mapping_grant" ADD CONSTRAINT "group_mapping_grant_account_id_role_id_fkey" FOREIGN KEY ("account_id", "role_id") REFERENCES "role"("account_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership_group" ADD CONSTRAINT "membership_group_account_id_membership_id_fkey" FOREIGN KEY ("account_id", "membership_id") REFERENCES "membership"("account_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scim_token" ADD CONSTRAINT "scim_token_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scim_user" ADD CONSTRAINT "scim_user_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scim_user" ADD CONSTRAINT "scim_user_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scim_group" ADD CONSTRAINT "scim_group_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scim_group_member" ADD CONSTRAINT "scim_group_member_account_id_group_id_fkey" FOREIGN KEY ("account_id", "group_id") REFERENCES "scim_group"("account_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scim_group_member" ADD CONSTRAINT "scim_group_member_account_id_scim_user_id_fkey" FOREIGN KEY ("account_id", "scim_user_id") REFERENCES "scim_user"("account_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A domain is proven by one organization at a time.
CREATE UNIQUE INDEX sso_domain_is_proven_once ON sso_domain (domain) WHERE verified_at IS NOT NULL;
-- What a daily check reads.
CREATE INDEX sso_domain_proven ON sso_domain (account_id) WHERE verified_at IS NOT NULL;
-- One of a connection's keys signs.
CREATE UNIQUE INDEX sso_key_signs ON sso_key (connection_id) WHERE is_current;

-- A session that opens one account alone goes with it.
ALTER TABLE session ADD CONSTRAINT session_bound_account_id_fkey FOREIGN KEY (bound_account_id) REFERENCES account (id) ON DELETE CASCADE;

-- Only what single sign-on opened is held to one account.
ALTER TABLE session ADD CONSTRAINT session_bound_is_through_sso CHECK (bound_account_id IS NULL OR is_through_sso);
ALTER TABLE account ADD CONSTRAINT account_session_minutes CHECK (session_minutes BETWEEN 5 AND 525600);
