-- What a filter asks of a task run's state, beside the state itself: its JSON holds what a client sent, of which PostgreSQL can read some only
-- as text (a NUL in it fails every statement that looks into it).
ALTER TABLE "task_run" ADD COLUMN     "state_name" TEXT NOT NULL DEFAULT 'Pending',
ADD COLUMN     "state_type" "FlowRunStateType" NOT NULL DEFAULT 'PENDING';

-- As text, for that reason. Type and name stand before everything that is a client's.
UPDATE task_run SET
  state_type = coalesce(substring(state::text from '"type"\s*:\s*"([A-Z]+)"'), 'PENDING')::"FlowRunStateType",
  state_name = coalesce(substring(state::text from '"name"\s*:\s*("(?:[^"\\]|\\.)*")')::json #>> '{}', 'Pending');

-- CreateIndex
CREATE INDEX "task_run_workspace_id_state_type_id_idx" ON "task_run"("workspace_id", "state_type", "id");
