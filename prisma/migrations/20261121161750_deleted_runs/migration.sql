-- AlterTable
ALTER TABLE "workspace" ADD COLUMN     "runs_kept_until" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "deleted_flow" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,

    CONSTRAINT "deleted_flow_pkey" PRIMARY KEY ("workspace_id","id")
);

-- What a job counts as crashed when nothing has been heard of it for long: few rows of the whole installation.
CREATE INDEX flow_run_unended ON flow_run (state_timestamp) WHERE state_type IN ('PENDING', 'RUNNING', 'PAUSED', 'CANCELLING');

-- Flows that were deleted before and whose runs are still there.
INSERT INTO deleted_flow (workspace_id, id)
SELECT DISTINCT r.workspace_id, r.flow_id FROM flow_run r
WHERE NOT EXISTS (SELECT FROM flow f WHERE f.workspace_id = r.workspace_id AND f.id = r.flow_id);
