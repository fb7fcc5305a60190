-- DropIndex
DROP INDEX "sso_proof_account_id_connection_id_idx";

-- AlterTable
ALTER TABLE "sso_certificate" ADD COLUMN     "noticed_days" INTEGER;

-- AlterTable
ALTER TABLE "sso_key" ADD COLUMN     "noticed_days" INTEGER;

-- AlterTable
ALTER TABLE "sso_attempt" ADD COLUMN     "is_unsolicited" BOOLEAN NOT NULL DEFAULT false;

-- CreateIndex
CREATE INDEX "sso_proof_account_id_connection_id_name_id_idx" ON "sso_proof"("account_id", "connection_id", "name_id");
