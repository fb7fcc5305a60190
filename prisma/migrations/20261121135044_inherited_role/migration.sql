-- AlterTable
ALTER TABLE "role" ADD COLUMN     "inherited_role_id" UUID;
