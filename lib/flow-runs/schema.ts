import { z } from 'zod'
import { capabilityView } from '@/lib/capability'
import { searchText } from '@/lib/text'
import { timeFilter } from '@/lib/time-filter-schema'
import { uuid } from '@/lib/uuid'
import { workspaceParams } from '@/lib/workspaces/schema'
import { stateTypes } from './states'

export const stateType = z.enum(stateTypes)

export const flowRunParams = workspaceParams.extend({ flowRunId: uuid() })
export type FlowRunOf = z.output<typeof flowRunParams>

/** What a run is counted, coloured and filtered as: the type of its state, or *late* for what is scheduled and overdue. */
export const runStatuses = [...stateTypes, 'LATE'] as const
export const runStatus = z.enum(runStatuses)
export type RunStatus = z.infer<typeof runStatus>

const time = z.iso.datetime()

/** Who or what reported something, as they were called then; `kind` and `id` are null for the system. */
export const reporterView = z.object({
  kind: z.enum(['USER', 'SERVICE_ACCOUNT']).nullable(),
  id: z.uuid().nullable(),
  name: z.string(),
})
export type ReporterView = z.infer<typeof reporterView>

/** How many runs there are of each status; a status without runs is left out. */
export const runCounts = z.partialRecord(runStatus, z.int())
export type RunCounts = z.infer<typeof runCounts>

/** The time that a picture of the runs looks back on. */
export const timelinePeriod = z.enum(['day', 'week', 'month'])
export type TimelinePeriod = z.infer<typeof timelinePeriod>
export const timelineInput = workspaceParams.extend({ period: timelinePeriod.default('day') })

/** One run in the picture. `seconds` is how long it has run; null when it never began. */
export const runMarkView = z.object({
  id: z.uuid(),
  name: z.string(),
  flow_name: z.string(),
  status: runStatus,
  state_type: stateType,
  state_name: z.string(),
  /** When it began, or else when it is or was expected to. */
  start: time,
  seconds: z.float64().nullable(),
})
export type RunMark = z.infer<typeof runMarkView>

/** Runs expected from `start` on and before `end`. */
export const runBin = z.object({ start: time, end: time, total: z.int(), counts: runCounts })
export type RunBin = z.infer<typeof runBin>

/**
 * The runs that were expected in a period that ends with the present hour. The bins are of equal length, without gaps, in the order of time,
 * empty ones included; the runs themselves are there too, in the order of time, where they are at most `runMarksAtMost`.
 */
export const runTimeline = z.object({
  period: timelinePeriod,
  from: time,
  to: time,
  total: z.int(),
  counts: runCounts,
  bins: z.array(runBin),
  runs: z.array(runMarkView).nullable(),
  as_of: time,
})
export type RunTimeline = z.infer<typeof runTimeline>

export const runMarksAtMost = 300

export const flowRunCapabilities = z.object({ cancel: capabilityView, delete: capabilityView })
export type FlowRunCapabilities = z.infer<typeof flowRunCapabilities>

/** A run as lists show it, in its present state, whose message is shortened in lists. */
export const flowRunRow = z.object({
  id: z.uuid(),
  name: z.string(),
  flow: z.object({ id: z.uuid(), name: z.string() }),
  status: runStatus,
  state: z.object({ type: stateType, name: z.string(), timestamp: time, message: z.string().nullable() }),
  is_late: z.boolean(),
  expected_start_time: time,
  /** When it is due, while it is scheduled. */
  next_start_time: time.nullable(),
  start_time: time.nullable(),
  end_time: time.nullable(),
  /** How long it has run; null when it never began. */
  seconds: z.float64().nullable(),
  /** In lists the first of them; `tag_count` is how many it has. */
  tags: z.array(z.string()),
  tag_count: z.int(),
  created_by: reporterView,
  can: flowRunCapabilities,
})
export type FlowRunRow = z.infer<typeof flowRunRow>

/** A comma-separated list of statuses. */
const statuses = z
  .string()
  .transform((text) => text.split(',').filter((status) => status !== ''))
  .pipe(z.array(runStatus).max(runStatuses.length))

/**
 * What narrows a list of runs: `search` matches any part of the run's name, whatever its case; `status` is one or several, `time` is about
 * the expected start, as `timeFilter` reads it.
 */
export const flowRunFilter = z.object({
  search: searchText,
  status: statuses.optional(),
  flow: uuid('A flow is named by its id.').optional(),
  time: timeFilter.optional(),
})
export type FlowRunFilter = z.output<typeof flowRunFilter>

/** What a list of runs may be asked for; the newest expected start first. */
export const listFlowRunsInput = workspaceParams.extend({
  ...flowRunFilter.shape,
  cursor: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

/** One state that a run was in. */
export const flowRunStateRow = z.object({
  id: z.uuid(),
  type: stateType,
  name: z.string(),
  timestamp: time,
  message: z.string().nullable(),
  by: reporterView,
})
export type FlowRunStateRow = z.infer<typeof flowRunStateRow>

/** A run as its own page shows it. */
export const flowRunDetail = flowRunRow.extend({
  parameters: z.record(z.string(), z.unknown()),
  labels: z.record(z.string(), z.unknown()),
  flow_version: z.string().nullable(),
  /** How often it began. */
  run_count: z.int(),
  created_at: time,
  /** Its states, oldest first; of more than `statesShownAtMost` the newest. */
  states: z.array(flowRunStateRow),
  /** The run that this one is a part of. */
  parent: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  /** The runs that are parts of this one, in the order in which they were expected; at most `childrenShownAtMost`. */
  children: z.array(flowRunRow),
  /** When the plan lets go of it; null while it has not ended, and where the plan keeps runs for ever. */
  kept_until: time.nullable(),
  as_of: time,
})
export type FlowRunDetail = z.infer<typeof flowRunDetail>

export const statesShownAtMost = 200
export const childrenShownAtMost = 50

/** What a list of a run's log lines may be asked for: those of a level and above, those that contain a text whatever its case. */
export const listRunLogsInput = flowRunParams.extend({
  level: z.coerce.number().int().min(0).max(1_000).default(0),
  search: searchText,
  order: z.enum(['oldest', 'newest']).default('oldest'),
  cursor: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
})

/** A line that a run wrote. */
export const runLogRow = z.object({
  id: z.uuid(),
  timestamp: time,
  level: z.int(),
  /** The name of the logger that wrote it. */
  name: z.string(),
  message: z.string(),
})
export type RunLogRow = z.infer<typeof runLogRow>

/** What the viewer may do in the workspace whichever run or flow it is about, and why not. */
export const runCapabilities = z.object({
  start: capabilityView,
  cancel: capabilityView,
  delete: capabilityView,
})
export type RunCapabilities = z.infer<typeof runCapabilities>

/**
 * What a workspace's overview shows beside the picture: what is due next, soonest first, and what failed or crashed last; at most
 * `overviewRowsAtMost` of each. `late` and `running` are counted no further than `overviewCountLimit`.
 */
export const runsOverview = z.object({
  next: z.array(flowRunRow),
  failures: z.array(flowRunRow),
  late: z.int(),
  running: z.int(),
  /** Whether any flow has been registered: without one there is nothing to see yet. */
  has_flows: z.boolean(),
  can: runCapabilities,
  as_of: time,
})
export type RunsOverview = z.infer<typeof runsOverview>

export const overviewRowsAtMost = 5
