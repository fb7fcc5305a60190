-- AlterTable
ALTER TABLE "membership" ADD COLUMN     "is_suspended_by_provider" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "api_key" ADD COLUMN     "carries_operator" BOOLEAN NOT NULL DEFAULT true;

-- AlterTable
ALTER TABLE "scim_token" ADD COLUMN     "noticed_days" INTEGER;

-- CreateIndex
CREATE INDEX "scim_token_expires_at_idx" ON "scim_token"("expires_at");
