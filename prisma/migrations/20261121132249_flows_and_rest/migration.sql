-- CreateEnum
CREATE TYPE "FlowRunStateType" AS ENUM ('SCHEDULED', 'PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED', 'PAUSED', 'CANCELLING');

-- AlterTable
ALTER TABLE "account" ADD COLUMN     "domain_names" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "is_ip_allowlist_enforced" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "link" TEXT,
ADD COLUMN     "location" TEXT,
ADD COLUMN     "settings" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "user" ADD COLUMN     "actor_id" UUID NOT NULL DEFAULT gen_random_uuid();

-- AlterTable
ALTER TABLE "service_account" ADD COLUMN     "actor_id" UUID NOT NULL DEFAULT gen_random_uuid();

-- CreateTable
CREATE TABLE "flow" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "labels" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "flow_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "flow_run" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "flow_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "flow_version" TEXT,
    "parameters" JSON NOT NULL DEFAULT '{}',
    "context" JSON NOT NULL DEFAULT '{}',
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "labels" JSONB NOT NULL DEFAULT '{}',
    "empirical_policy" JSON NOT NULL DEFAULT '{}',
    "idempotency_key" TEXT,
    "parent_task_run_id" UUID,
    "infrastructure_pid" TEXT,
    "job_variables" JSON NOT NULL DEFAULT '{}',
    "state_id" UUID NOT NULL,
    "state_type" "FlowRunStateType" NOT NULL,
    "state_name" TEXT NOT NULL,
    "state_timestamp" TIMESTAMPTZ(6) NOT NULL,
    "run_count" INTEGER NOT NULL DEFAULT 0,
    "expected_start_time" TIMESTAMPTZ(6) NOT NULL,
    "next_scheduled_start_time" TIMESTAMPTZ(6),
    "start_time" TIMESTAMPTZ(6),
    "end_time" TIMESTAMPTZ(6),
    "total_run_time" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "auto_scheduled" BOOLEAN NOT NULL DEFAULT false,
    "created_by_kind" "PrincipalKind",
    "created_by_id" UUID,
    "created_by_name" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "flow_run_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "flow_run_state" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "flow_run_id" UUID NOT NULL,
    "type" "FlowRunStateType" NOT NULL,
    "name" TEXT NOT NULL,
    "timestamp" TIMESTAMPTZ(6) NOT NULL,
    "message" TEXT,
    "data" JSON,
    "details" JSON NOT NULL DEFAULT '{}',
    "created_by_kind" "PrincipalKind",
    "created_by_id" UUID,
    "created_by_name" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "flow_run_state_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "flow_run_log" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "flow_run_id" UUID NOT NULL,
    "task_run_id" UUID,
    "name" TEXT NOT NULL,
    "level" INTEGER NOT NULL,
    "message" TEXT NOT NULL,
    "timestamp" TIMESTAMPTZ(6) NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "flow_run_log_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "task_run" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "flow_run_id" UUID,
    "name" TEXT NOT NULL,
    "task_key" TEXT NOT NULL,
    "dynamic_key" TEXT NOT NULL,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "details" JSON NOT NULL DEFAULT '{}',
    "state" JSON NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "task_run_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "flow_run_count" (
    "workspace_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(0) NOT NULL,
    "state_type" "FlowRunStateType" NOT NULL,
    "runs" BIGINT NOT NULL,

    CONSTRAINT "flow_run_count_pkey" PRIMARY KEY ("workspace_id","hour","state_type")
);

-- CreateTable
CREATE TABLE "flow_run_count_change" (
    "id" BIGSERIAL NOT NULL,
    "workspace_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(0) NOT NULL,
    "state_type" "FlowRunStateType" NOT NULL,
    "change" INTEGER NOT NULL,

    CONSTRAINT "flow_run_count_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotent_request" (
    "principal_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" BYTEA NOT NULL,
    "status" INTEGER,
    "answer" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotent_request_pkey" PRIMARY KEY ("principal_id","key")
);

-- CreateTable
CREATE TABLE "ip_allowlist_entry" (
    "account_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "network" TEXT NOT NULL,
    "is_enabled" BOOLEAN NOT NULL DEFAULT true,
    "description" TEXT,
    "position" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ip_allowlist_entry_pkey" PRIMARY KEY ("account_id","id")
);

-- CreateTable
CREATE TABLE "ip_allowlist_sight" (
    "account_id" UUID NOT NULL,
    "entry_id" UUID NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ip_allowlist_sight_pkey" PRIMARY KEY ("account_id","entry_id")
);

-- CreateIndex
CREATE INDEX "flow_workspace_id_created_at_id_idx" ON "flow"("workspace_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "flow_workspace_id_name_key" ON "flow"("workspace_id", "name");

-- CreateIndex
CREATE INDEX "flow_run_workspace_id_expected_start_time_id_idx" ON "flow_run"("workspace_id", "expected_start_time", "id");

-- CreateIndex
CREATE INDEX "flow_run_workspace_id_state_type_expected_start_time_id_idx" ON "flow_run"("workspace_id", "state_type", "expected_start_time", "id");

-- CreateIndex
CREATE INDEX "flow_run_workspace_id_flow_id_expected_start_time_id_idx" ON "flow_run"("workspace_id", "flow_id", "expected_start_time", "id");

-- CreateIndex
CREATE UNIQUE INDEX "flow_run_state_workspace_id_flow_run_id_timestamp_key" ON "flow_run_state"("workspace_id", "flow_run_id", "timestamp");

-- CreateIndex
CREATE INDEX "flow_run_log_workspace_id_flow_run_id_timestamp_id_idx" ON "flow_run_log"("workspace_id", "flow_run_id", "timestamp", "id");

-- CreateIndex
CREATE UNIQUE INDEX "task_run_workspace_id_flow_run_id_task_key_dynamic_key_key" ON "task_run"("workspace_id", "flow_run_id", "task_key", "dynamic_key");

-- CreateIndex
CREATE INDEX "flow_run_count_change_workspace_id_hour_idx" ON "flow_run_count_change"("workspace_id", "hour");

-- CreateIndex
CREATE INDEX "idempotent_request_created_at_idx" ON "idempotent_request"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "ip_allowlist_entry_account_id_network_key" ON "ip_allowlist_entry"("account_id", "network");

-- CreateIndex
CREATE UNIQUE INDEX "user_actor_id_key" ON "user"("actor_id");

-- CreateIndex
CREATE UNIQUE INDEX "service_account_actor_id_key" ON "service_account"("actor_id");

-- AddForeignKey
ALTER TABLE "flow_run_state" ADD CONSTRAINT "flow_run_state_workspace_id_flow_run_id_fkey" FOREIGN KEY ("workspace_id", "flow_run_id") REFERENCES "flow_run"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "flow_run_log" ADD CONSTRAINT "flow_run_log_workspace_id_flow_run_id_fkey" FOREIGN KEY ("workspace_id", "flow_run_id") REFERENCES "flow_run"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task_run" ADD CONSTRAINT "task_run_workspace_id_flow_run_id_fkey" FOREIGN KEY ("workspace_id", "flow_run_id") REFERENCES "flow_run"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ip_allowlist_entry" ADD CONSTRAINT "ip_allowlist_entry_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ip_allowlist_sight" ADD CONSTRAINT "ip_allowlist_sight_account_id_entry_id_fkey" FOREIGN KEY ("account_id", "entry_id") REFERENCES "ip_allowlist_entry"("account_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A repeated order with the same key is the first one.
CREATE UNIQUE INDEX flow_run_idempotency ON flow_run (workspace_id, flow_id, idempotency_key) WHERE idempotency_key IS NOT NULL;

-- The run that is the work of a task run.
CREATE INDEX flow_run_of_task ON flow_run (workspace_id, parent_task_run_id) WHERE parent_task_run_id IS NOT NULL;

-- What is due next, and what is late, which is counted from the index alone.
CREATE INDEX flow_run_due ON flow_run (workspace_id, next_scheduled_start_time, id) INCLUDE (state_name, expected_start_time)
  WHERE state_type = 'SCHEDULED';

-- Runs and flows by a part of their name, within one workspace.
CREATE INDEX flow_run_name_text ON flow_run USING gin (workspace_id, name gin_trgm_ops);
CREATE INDEX flow_name_text ON flow USING gin (workspace_id, name gin_trgm_ops);

-- What a job ends when nobody else does: few rows of the whole installation.
CREATE INDEX flow_run_to_end ON flow_run (state_timestamp) WHERE state_type IN ('CANCELLING', 'PAUSED');

-- What jobs remove: counts of nothing, and steps of no run.
CREATE INDEX flow_run_count_of_none ON flow_run_count (workspace_id) WHERE runs = 0;
CREATE INDEX task_run_of_no_run ON task_run (updated_at) WHERE flow_run_id IS NULL;

-- Counts of runs by the hour: every change of a run leaves changes of counts, whoever made it. Adding them to the counts at once would
-- have all runs of an hour wait for one row.
CREATE FUNCTION count_new_flow_runs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO flow_run_count_change (workspace_id, hour, state_type, change)
  SELECT workspace_id, date_trunc('hour', expected_start_time, 'UTC'), state_type, count(*)
  FROM now_there GROUP BY 1, 2, 3;
  RETURN NULL;
END $$;

CREATE FUNCTION count_gone_flow_runs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO flow_run_count_change (workspace_id, hour, state_type, change)
  SELECT workspace_id, date_trunc('hour', expected_start_time, 'UTC'), state_type, -count(*)
  FROM was_there GROUP BY 1, 2, 3;
  RETURN NULL;
END $$;

CREATE FUNCTION count_moved_flow_runs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO flow_run_count_change (workspace_id, hour, state_type, change)
  SELECT workspace_id, hour, state_type, sum(change)
  FROM (
    SELECT workspace_id, date_trunc('hour', expected_start_time, 'UTC') AS hour, state_type, -1 AS change FROM was_there
    UNION ALL
    SELECT workspace_id, date_trunc('hour', expected_start_time, 'UTC'), state_type, 1 FROM now_there
  ) AS moved
  GROUP BY 1, 2, 3 HAVING sum(change) <> 0;
  RETURN NULL;
END $$;

CREATE TRIGGER count_new_flow_runs AFTER INSERT ON flow_run REFERENCING NEW TABLE AS now_there
  FOR EACH STATEMENT EXECUTE FUNCTION count_new_flow_runs();
CREATE TRIGGER count_gone_flow_runs AFTER DELETE ON flow_run REFERENCING OLD TABLE AS was_there
  FOR EACH STATEMENT EXECUTE FUNCTION count_gone_flow_runs();
CREATE TRIGGER count_moved_flow_runs AFTER UPDATE ON flow_run REFERENCING OLD TABLE AS was_there NEW TABLE AS now_there
  FOR EACH STATEMENT EXECUTE FUNCTION count_moved_flow_runs();
