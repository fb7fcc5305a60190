import { z } from 'zod'
import { capabilityView } from '@/lib/capability'
import { runStatus, stateType } from '@/lib/flow-runs/schema'
import { stateTypes } from '@/lib/flow-runs/states'
import { searchText } from '@/lib/text'
import { uuid } from '@/lib/uuid'
import { workspaceParams } from '@/lib/workspaces/schema'

export const flowParams = workspaceParams.extend({ flowId: uuid() })
export type FlowOf = z.output<typeof flowParams>

/** A flow's run in a line of the flow. */
export const flowsRunView = z.object({
  id: z.uuid(),
  name: z.string(),
  status: runStatus,
  state_name: z.string(),
  expected_start_time: z.iso.datetime(),
})
export type FlowsRun = z.infer<typeof flowsRunView>

export const flowCapabilities = z.object({ start: capabilityView, delete: capabilityView })
export type FlowCapabilities = z.infer<typeof flowCapabilities>

/** A flow as lists show it. */
export const flowRow = z.object({
  id: z.uuid(),
  name: z.string(),
  tags: z.array(z.string()),
  created_at: z.iso.datetime(),
  /** The last runs that were expected until now, newest first, at most `recentRunsAtMost`. */
  recent_runs: z.array(flowsRunView),
  /** The next one that is scheduled. */
  next_run: flowsRunView.nullable(),
  can: flowCapabilities,
})
export type FlowRow = z.infer<typeof flowRow>

export const recentRunsAtMost = 10

/** A flow as its own page shows it. */
export const flowDetail = flowRow.extend({
  labels: z.record(z.string(), z.unknown()),
  updated_at: z.iso.datetime(),
})
export type FlowDetail = z.infer<typeof flowDetail>

/** A comma-separated list of state types. */
const lastRunStates = z
  .string()
  .transform((text) => text.split(',').filter((type) => type !== ''))
  .pipe(z.array(stateType).max(stateTypes.length))

/**
 * What a list of flows may be asked for; by name. `search` matches any part of the name or of a tag, whatever its case; `lastRunStates` are the
 * types of state that a flow's last run, the first of `recent_runs`, may be in.
 */
export const listFlowsInput = workspaceParams.extend({
  search: searchText,
  lastRunStates: lastRunStates.optional(),
  cursor: z.string().max(2_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
