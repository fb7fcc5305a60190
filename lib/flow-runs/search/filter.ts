import { z } from 'zod'
import { uuid } from '@/lib/uuid'
import { stateType } from '../schema'
import { wireTime } from '../wire-time'

// The bodies of what filters flows, runs and logs (runs-wire-format section 5). What restricts nothing is null, {} or not there; an empty
// `any_` matches nothing. A key that a body does not know is ignored, one that a filter does not know is refused: whoever counts or
// deletes what a filter finds must not be given more than they asked for.

// No text of the database holds a NUL, and it refuses to compare with one.
const text = z.string().regex(/^[^\0]*$/, { error: 'Remove the NUL from the text.' })
const valuesAtMost = 1_000
const tooMany = { error: `Give at most ${valuesAtMost.toLocaleString('en')} values.` }
const texts = optional(z.array(text).max(valuesAtMost, tooMany))
const ids = optional(z.array(uuid()).max(valuesAtMost, tooMany))
const flag = optional(z.boolean())
const time = optional(wireTime)
const level = optional(z.int())
const operator = optional(z.enum(['and_', 'or_']))
const types = optional(z.array(stateType).max(valuesAtMost, tooMany))

const byId = optional(z.strictObject({ any_: ids, not_any_: ids }))
const byText = optional(z.strictObject({ any_: texts, not_any_: texts }))
const byName = optional(z.strictObject({ any_: texts, like_: optional(text) }))
const byTags = optional(z.strictObject({ all_: texts, any_: texts, is_null_: flag, operator }))
const byRelatedId = optional(z.strictObject({ any_: ids, is_null_: flag, operator }))
const byRelatedName = optional(z.strictObject({ any_: texts, is_null_: flag, operator }))
const byState = optional(
  z.strictObject({
    type: optional(z.strictObject({ any_: types, not_any_: types })),
    name: byText,
    operator,
  }),
)
const byTime = optional(z.strictObject({ before_: time, after_: time }))
const byOptionalTime = optional(z.strictObject({ before_: time, after_: time, is_null_: flag }))

const flowsFilter = optional(
  z.strictObject({
    operator,
    id: byId,
    name: byName,
    tags: byTags,
    deployment: optional(z.strictObject({ is_null_: flag })),
  }),
)
export type FlowsFilter = z.output<typeof flowsFilter>

const flowRunsFilter = optional(
  z.strictObject({
    operator,
    id: byId,
    name: byName,
    tags: byTags,
    deployment_id: byRelatedId,
    work_queue_name: byRelatedName,
    state: byState,
    flow_version: optional(z.strictObject({ any_: texts })),
    start_time: byOptionalTime,
    end_time: byOptionalTime,
    expected_start_time: byTime,
    next_scheduled_start_time: byTime,
    parent_flow_run_id: optional(z.strictObject({ any_: ids, operator })),
    parent_task_run_id: byRelatedId,
    idempotency_key: byText,
    created_by: optional(z.strictObject({ id_: ids, type_: texts, is_null_: flag, operator })),
  }),
)
export type FlowRunsFilter = z.output<typeof flowRunsFilter>

const taskRunsFilter = optional(
  z.strictObject({
    operator,
    id: byId,
    name: byName,
    tags: byTags,
    state: byState,
    flow_run_id: byRelatedId,
    subflow_runs: optional(z.strictObject({ exists_: flag })),
  }),
)
export type TaskRunsFilter = z.output<typeof taskRunsFilter>

/** Of what an orchestration engine will keep. As long as there is none of it, nothing is related to any, whatever is asked of it. */
const absentFilter = optional(z.record(z.string(), z.unknown()))
export type AbsentFilter = z.output<typeof absentFilter>

const logsFilter = optional(
  z.strictObject({
    operator,
    level: optional(z.strictObject({ ge_: level, le_: level })),
    timestamp: byTime,
    flow_run_id: optional(z.strictObject({ any_: ids })),
    task_run_id: byRelatedId,
    text: optional(z.strictObject({ query: text.max(200, { error: 'Search for at most 200 characters.' }) })),
  }),
)
export type LogsFilter = z.output<typeof logsFilter>

export const MOST_ROWS = 200

const limit = z
  .int()
  // The command line looks for the words "Invalid limit".
  .min(0, { error: 'Invalid limit: must be greater than or equal to 0.' })
  .max(MOST_ROWS, { error: `Invalid limit: must be less than or equal to ${MOST_ROWS}.` })
  .nullish()
  .transform((given) => given ?? MOST_ROWS)

/** Further on, the database would count to it for seconds; a narrower filter gets there too. */
const furthest = 100_000
function tooFar(most: number): string {
  return `Skip at most ${most.toLocaleString('en')} rows. Filter by time to see what is further on.`
}

function offsetUpTo(most: number) {
  return z
    .int()
    .min(0, { error: 'An offset is 0 or more.' })
    .max(most, { error: tooFar(most) })
    .nullish()
    .transform((given) => given ?? 0)
}
const offset = offsetUpTo(furthest)
/** The command line reads a run's log to its end by offset, in the order of an index; lines of many runs are searched within a time. */
const offsetOfLines = offsetUpTo(10_000_000)

const page = z
  .int()
  .min(1, { error: 'The first page is 1.' })
  .max(furthest, { error: tooFar(furthest) })
  .nullish()
  .transform((given) => given ?? 1)

/** Whether a numbered page is within what may be skipped. */
function isWithinReach({ page: number, limit: rows }: { page: number; limit: number }): boolean {
  return (number - 1) * rows <= furthest
}
const beyondReach = { error: tooFar(furthest), path: ['page'] }

function sort<const Values extends readonly [string, ...string[]]>(
  values: Values,
  byDefault: Values[number],
) {
  return z
    .enum(values)
    .nullish()
    .transform((given) => given ?? byDefault)
}

const flowSort = sort(['NAME_ASC', 'NAME_DESC', 'CREATED_DESC', 'UPDATED_DESC'], 'NAME_ASC')
export type FlowSort = z.output<typeof flowSort>

const flowRunSort = sort(
  [
    'ID_DESC',
    'START_TIME_ASC',
    'START_TIME_DESC',
    'EXPECTED_START_TIME_ASC',
    'EXPECTED_START_TIME_DESC',
    'NAME_ASC',
    'NAME_DESC',
    'NEXT_SCHEDULED_START_TIME_ASC',
    'END_TIME_DESC',
  ],
  'ID_DESC',
)
export type FlowRunSort = z.output<typeof flowRunSort>

const taskRunSort = sort(['ID_DESC', 'NAME_ASC', 'NAME_DESC'], 'ID_DESC')
export type TaskRunSort = z.output<typeof taskRunSort>

const logSort = sort(['TIMESTAMP_ASC', 'TIMESTAMP_DESC'], 'TIMESTAMP_ASC')
export type LogSort = z.output<typeof logSort>

const ofFlows = {
  flows: flowsFilter,
  flow_runs: flowRunsFilter,
  task_runs: taskRunsFilter,
  deployments: absentFilter,
  work_pools: absentFilter,
}
const ofFlowRuns = { ...ofFlows, work_pool_queues: absentFilter }
const ofTaskRuns = {
  flows: flowsFilter,
  flow_runs: flowRunsFilter,
  task_runs: taskRunsFilter,
  deployments: absentFilter,
}
const rows = { limit, offset }
const pages = { limit, page }

/** What is filtered by: at most one filter for each kind of thing. */
export const flowsCriteria = body(ofFlows)
export type FlowsCriteria = z.output<typeof flowsCriteria>
export const filterFlowsInput = body({ ...ofFlows, ...rows, sort: flowSort })
export const paginateFlowsInput = body({ ...ofFlows, ...pages, sort: flowSort }).refine(
  isWithinReach,
  beyondReach,
)

export const flowRunsCriteria = body(ofFlowRuns)
export type FlowRunsCriteria = z.output<typeof flowRunsCriteria>
export const filterFlowRunsInput = body({ ...ofFlowRuns, ...rows, sort: flowRunSort })
export const paginateFlowRunsInput = body({ ...ofFlowRuns, ...pages, sort: flowRunSort }).refine(
  isWithinReach,
  beyondReach,
)

const aCentury = 3_155_760_000

const [firstYear, lastYear] = [1970, 2200]
const historyTime = wireTime.refine(
  (text) => {
    const year = new Date(text).getUTCFullYear()
    return year >= firstYear && year <= lastYear
  },
  { error: `Give a time of the years ${firstYear} to ${lastYear}.` },
)

export const flowRunHistoryInput = body({
  ...ofFlowRuns,
  // This route's own word for what the others call `work_pool_queues`.
  work_queues: absentFilter,
  history_start: historyTime,
  history_end: historyTime,
  history_interval_seconds: z
    .number()
    .min(1, { error: 'An interval is at least one second.' })
    .max(aCentury, { error: 'An interval is at most a century.' }),
})

export const taskRunsCriteria = body(ofTaskRuns)
export type TaskRunsCriteria = z.output<typeof taskRunsCriteria>
export const filterTaskRunsInput = body({ ...ofTaskRuns, ...rows, sort: taskRunSort })

/** For lists of what is not there: whatever they are filtered by. */
export const listNothingInput = body(rows)
export const paginateNothingInput = body(pages)

export const filterLogsInput = body({ logs: logsFilter, limit, offset: offsetOfLines, sort: logSort })

/** A body of which everything can be left out, itself included; `null` is the same as none. */
function body<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess((given) => given ?? {}, z.object(shape))
}

/** What restricts nothing when it is null or not there. */
function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((given) => given ?? undefined)
}
