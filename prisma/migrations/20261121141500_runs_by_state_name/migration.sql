-- Runs by what their state is called: a name is free text, so the type that it mostly goes with does not find it.
CREATE INDEX flow_run_state_name ON flow_run (workspace_id, state_name, expected_start_time, id);
