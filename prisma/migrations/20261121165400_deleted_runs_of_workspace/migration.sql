-- Runs of deleted flows that a job has still to remove: nearly always none. A function, as the planner would take each flow that might be
-- deleted for as much work as an average flow has runs, and prepare whatever counts runs for it (workers, compiled code).
CREATE FUNCTION deleted_flow_runs(of_workspace_id UUID, since TIMESTAMPTZ, before TIMESTAMPTZ)
RETURNS TABLE (id UUID, state_type "FlowRunStateType", expected_start_time TIMESTAMPTZ)
LANGUAGE plpgsql STABLE ROWS 10 AS $$
BEGIN
  IF EXISTS (SELECT FROM deleted_flow d WHERE d.workspace_id = of_workspace_id) THEN
    RETURN QUERY
      SELECT r.id, r.state_type, r.expected_start_time
      FROM deleted_flow d JOIN flow_run r ON r.workspace_id = d.workspace_id AND r.flow_id = d.id
      WHERE d.workspace_id = of_workspace_id AND r.expected_start_time >= since AND r.expected_start_time < before;
  END IF;
END $$;
