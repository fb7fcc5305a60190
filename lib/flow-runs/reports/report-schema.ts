import { z } from 'zod'
import { uuid } from '@/lib/uuid'
import {
  freeText,
  isStorable,
  nameText,
  ownJson,
  ownObject,
  shallowJson,
  shortenedText,
  withinBytes,
} from './report-fields'
import { stateType } from '../schema'
import { stateNames } from '../states'
import { wireTime as time } from '../wire-time'

// What engines and clients report, in the fields of the wire (runs-wire-format sections 1.5, 2.2, 6). Keys that we do not know are
// ignored: newer clients add some.

const kilobytes = 1_024
/** The largest thing of its own that a client has kept: parameters, context, results. */
const jsonAtMost = 512 * kilobytes
const policyAtMost = 64 * kilobytes
const labelsAtMost = 64 * kilobytes
const messageAtMost = 16 * kilobytes
const logMessageAtMost = 32 * kilobytes

/** What a run is given. */
export const parameters = ownObject('parameters', jsonAtMost)

const tag = nameText('tag', 500)
export const tags = z
  .array(tag)
  .max(100, { error: 'Give at most 100 tags.' })
  .refine(...withinBytes('tags', labelsAtMost))

const labelValue = z.union([
  z.boolean(),
  z.number(),
  z
    .string()
    .max(1_000, { error: 'The label is longer than 1,000 characters.' })
    .refine(isStorable, { error: 'The label has a character that cannot be stored. Remove it.' }),
])
/** Labels of a flow or a run: text to text, number or truth value. */
export const labels = z
  .record(nameText('name of the label', 500), labelValue)
  .refine((given) => Object.keys(given).length <= 100, { error: 'Give at most 100 labels.' })
  .refine(...withinBytes('labels', labelsAtMost))

/** What a run may have of its flow's, its own and those that were added. */
export const labelsOfRunAtMost = 250

const id = uuid().nullish()
const keyAtMost = 2_000
const flag = z.boolean().nullish()

/** Section 6.4. What is not given is left out. */
const stateDetails = z
  .object({
    flow_run_id: id,
    task_run_id: id,
    child_flow_run_id: id,
    transition_id: id,
    task_parameters_id: id,
    deployment_concurrency_lease_id: id,
    scheduled_time: time.nullish(),
    cache_expiration: time.nullish(),
    pause_timeout: time.nullish(),
    cache_key: freeText('cache key', keyAtMost).nullish(),
    pause_key: freeText('pause key', 500).nullish(),
    traceparent: freeText('traceparent', 500).nullish(),
    run_input_keyset: z
      .record(freeText('key', 500), freeText('key', 500))
      .refine((keys) => Object.keys(keys).length <= 10, { error: 'Give at most 10 keys.' })
      .nullish(),
    deferred: flag,
    refresh_cache: flag,
    retriable: flag,
    untrackable_result: z.boolean().optional(),
    pause_reschedule: z.boolean().optional(),
  })
  .transform((details) =>
    Object.fromEntries(Object.entries(details).filter(([, value]) => value !== null && value !== undefined)),
  )

// Not `never`, which the documentation cannot say.
const stamped = z
  .unknown()
  .refine((given) => given === undefined, { error: 'The server gives it. Leave it out.' })
  .optional()

/** Section 6.3, as a client sends it: what it is called follows from its type unless told. */
export const stateInput = z
  .object({
    type: stateType,
    name: freeText('name of the state', 500).nullish(),
    message: shortenedText(messageAtMost).nullish(),
    data: ownJson('data', jsonAtMost).nullish(),
    state_details: stateDetails.nullish(),
    id: stamped,
    timestamp: stamped,
  })
  .transform(({ type, name, message, data, state_details: details }) => ({
    type,
    name: name || stateNames[type],
    message: message ?? null,
    data: data ?? null,
    details: details ?? {},
  }))
export type StateInput = z.output<typeof stateInput>

const whole = z.int().min(0)

/** Of how many places a run keeps that it was paused there; the oldest are forgotten. */
export const pauseKeysAtMost = 1_000

/** Section 6.2: what the engine is told of retries and pauses; what we do not know of it is kept. */
const policy = z
  .looseObject({
    retries: whole.nullish(),
    retry_delay: z.number().min(0).nullish(),
    pause_keys: z.array(z.string()).max(pauseKeysAtMost).optional(),
    resuming: z.boolean().optional(),
    retry_type: z.string().nullish(),
  })
  .refine(...shallowJson())
  .refine(...withinBytes('policies', policyAtMost))

/** A flow's name, by which it is found: `^[^/%&><]+$`, and nothing that cannot be seen or stored. */
export const flowName = z
  .string({ error: 'Give the name of the flow.' })
  .max(500, { error: 'The name of a flow has at most 500 characters.' })
  .regex(/^[^/%&><]+$/, {
    error: 'The name of a flow is not empty and has none of the characters / % & > <.',
  })
  .refine((text) => text.trim() !== '' && !/\p{Cc}/u.test(text), {
    error: 'The name of a flow has characters that can be seen, and no control characters.',
  })

export const registerFlowInput = z.object({
  name: flowName,
  tags: tags.default([]),
  labels: labels.nullish().transform((given) => given ?? {}),
})

/** What is left out stays as it is. */
export const updateFlowInput = z.object({ tags: tags.nullish() })

/** A run's name; it need not be its own. */
export const runName = nameText('name of the run', 1_000)

/** Section 6.2. Without a state it is PENDING; without a name it is given one. */
export const createFlowRunInput = z.object({
  flow_id: uuid('Give the id of the flow.'),
  state: stateInput.nullish(),
  name: runName.nullish(),
  flow_version: nameText('version of the flow', 500).nullish(),
  parameters: parameters.nullish(),
  context: ownObject('context values', jsonAtMost).nullish(),
  parent_task_run_id: id,
  empirical_policy: policy.nullish(),
  tags: tags.nullish(),
  labels: labels.nullish(),
  idempotency_key: nameText('idempotency key', 500).nullish(),
  job_variables: ownObject('job variables', jsonAtMost).nullish(),
})

export const setStateInput = z.object({ state: stateInput, force: z.boolean().nullish() })

/** What is left out stays as it is. */
export const updateFlowRunInput = z.object({
  name: runName.nullish(),
  flow_version: nameText('version of the flow', 500).nullish(),
  parameters: parameters.nullish(),
  empirical_policy: policy.nullish(),
  tags: tags.nullish(),
  infrastructure_pid: nameText('process id', 500).nullish(),
})

const logLine = z.object({
  name: shortenedText(500),
  level: z.int().min(0).max(1_000),
  message: shortenedText(logMessageAtMost),
  timestamp: time,
  flow_run_id: id,
  task_run_id: id,
})

/** Lines of any runs, in the order they were written. Clients send up to 3 MB at once, and drop for good what is refused: more than fits. */
export const logsInput = z
  .array(logLine, { error: 'Give an array of log lines.' })
  .max(50_000, { error: 'Send at most 50,000 log lines at a time.' })

/** Section 6.7. */
export const createTaskRunInput = z.object({
  state: stateInput.nullish(),
  name: freeText('name of the task run', 1_000).nullish(),
  flow_run_id: id,
  task_key: nameText('task key', 300),
  dynamic_key: nameText('dynamic key', 300),
  cache_key: freeText('cache key', keyAtMost).nullish(),
  cache_expiration: time.nullish(),
  task_version: freeText('version of the task', 500).nullish(),
  empirical_policy: ownObject('policies', policyAtMost).nullish(),
  tags: tags.nullish(),
  labels: labels.nullish(),
  task_inputs: ownObject('inputs of the task', jsonAtMost).nullish(),
})
