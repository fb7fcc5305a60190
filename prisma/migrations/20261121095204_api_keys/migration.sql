-- AlterTable
ALTER TABLE "service_account" ADD COLUMN     "created_by_name" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "api_key" ADD COLUMN     "created_by_name" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "noticed_days" INTEGER,
ADD COLUMN     "replaced_by_key_id" UUID;

-- Service accounts by name, and by when they were made; the unique index on the lower-case name serves the list by name.
CREATE INDEX service_account_by_time ON service_account (account_id, created_at, id);

-- What ends next, for the notices: keys in force that were not replaced.
CREATE INDEX api_key_ending ON api_key (expires_at)
  WHERE expires_at IS NOT NULL AND revoked_at IS NULL AND replaced_by_key_id IS NULL;
