import { z } from 'zod'
import { stateType } from './schema'

// What the clients of the wire format get (runs-wire-format section 6): unknown keys are ignored by them, missing ones are not.

const text = z.string().nullable()
const time = z.iso.datetime().nullable()
const idView = z.uuid().nullable()
const anyObject = z.record(z.string(), z.unknown())

/** Section 6.4: what is known of a state beside its type; a client reads what it knows. */
const stateDetails = z.looseObject({
  flow_run_id: idView,
  task_run_id: idView,
  scheduled_time: time,
  transition_id: idView,
})

/** Section 6.3: a state as it is answered. */
export const stateView = z.object({
  id: z.uuid(),
  type: stateType,
  name: z.string(),
  timestamp: z.iso.datetime(),
  message: text,
  data: z.unknown(),
  state_details: stateDetails,
})
export type StateView = z.infer<typeof stateView>

/** Section 6.1. */
export const flowView = z.object({
  id: z.uuid(),
  created: z.iso.datetime(),
  updated: z.iso.datetime(),
  name: z.string(),
  tags: z.array(z.string()),
  labels: anyObject,
})
export type FlowView = z.infer<typeof flowView>

/** Section 6.2: a run with its present state, never null. Durations are seconds. */
export const flowRunView = z.object({
  id: z.uuid(),
  created: z.iso.datetime(),
  updated: z.iso.datetime(),
  name: z.string(),
  flow_id: z.uuid(),
  state_id: z.uuid(),
  deployment_id: idView,
  deployment_version: text,
  work_queue_id: idView,
  work_queue_name: text,
  flow_version: text,
  parameters: anyObject,
  idempotency_key: text,
  context: anyObject,
  empirical_policy: anyObject,
  tags: z.array(z.string()),
  labels: anyObject,
  parent_task_run_id: idView,
  state_type: stateType,
  state_name: z.string(),
  run_count: z.int(),
  expected_start_time: z.iso.datetime(),
  next_scheduled_start_time: time,
  start_time: time,
  end_time: time,
  total_run_time: z.number(),
  estimated_run_time: z.number(),
  estimated_start_time_delta: z.number(),
  auto_scheduled: z.boolean(),
  infrastructure_document_id: idView,
  infrastructure_pid: text,
  created_by: z.object({ id: idView, type: text, display_value: text }).nullable(),
  work_pool_id: idView,
  work_pool_name: text,
  state: stateView,
  job_variables: anyObject,
})
export type FlowRunView = z.infer<typeof flowRunView>

/** Section 6.6. */
export const logView = z.object({
  id: z.uuid(),
  created: z.iso.datetime(),
  updated: z.iso.datetime(),
  name: z.string(),
  level: z.int(),
  message: z.string(),
  timestamp: z.iso.datetime(),
  flow_run_id: idView,
  task_run_id: idView,
})
export type LogView = z.infer<typeof logView>
