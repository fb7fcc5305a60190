import { z } from 'zod'
import { stateView } from '../wire'

const text = z.string().nullable()
const time = z.iso.datetime().nullable()
const anyObject = z.record(z.string(), z.unknown())

/** Section 6.7: a step of a run that another run is the work of, in the state of that run. */
export const taskRunView = z.object({
  id: z.uuid(),
  created: z.iso.datetime(),
  updated: z.iso.datetime(),
  name: z.string(),
  flow_run_id: z.uuid().nullable(),
  task_key: z.string(),
  dynamic_key: z.string(),
  cache_key: text,
  cache_expiration: time,
  task_version: text,
  empirical_policy: anyObject,
  tags: z.array(z.string()),
  labels: anyObject,
  task_inputs: anyObject,
  state_id: z.uuid(),
  state_type: z.string(),
  state_name: z.string(),
  state: stateView,
})
export type TaskRunView = z.infer<typeof taskRunView>

/** What the client sent of a task run that is kept beside its own columns. */
export type TaskRunDetails = Partial<
  Pick<
    TaskRunView,
    'cache_key' | 'cache_expiration' | 'task_version' | 'empirical_policy' | 'labels' | 'task_inputs'
  >
>

export type TaskRunRow = Pick<
  TaskRunView,
  'id' | 'name' | 'flow_run_id' | 'task_key' | 'dynamic_key' | 'tags' | 'state' | 'created' | 'updated'
> & { details: TaskRunDetails }

/** A task run as the wire has it. */
export function taskRunViewOf({ details, ...row }: TaskRunRow): TaskRunView {
  return {
    ...row,
    cache_key: details.cache_key ?? null,
    cache_expiration: details.cache_expiration ?? null,
    task_version: details.task_version ?? null,
    empirical_policy: details.empirical_policy ?? {},
    labels: details.labels ?? {},
    task_inputs: details.task_inputs ?? {},
    state_id: row.state.id,
    state_type: row.state.type,
    state_name: row.state.name,
  }
}
