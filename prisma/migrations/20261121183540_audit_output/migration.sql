-- CreateTable
CREATE TABLE "audit_output" (
    "account_id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,

    CONSTRAINT "audit_output_pkey" PRIMARY KEY ("account_id")
);
