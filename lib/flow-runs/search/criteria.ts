import type {
  AbsentFilter,
  FlowRunsCriteria,
  FlowRunsFilter,
  FlowsCriteria,
  LogsFilter,
  TaskRunsCriteria,
} from './filter'
import type { StateType } from '../states'

// What criteria ask, as far as it decides who may ask it and what it can cost.

/** Criteria about flows, runs and steps, whatever they are to leave. */
export type Criteria = Pick<
  FlowsCriteria | FlowRunsCriteria | TaskRunsCriteria,
  'flows' | 'flow_runs' | 'task_runs'
>

/** Whether a filter asks anything: what is null or not there, at any depth, restricts nothing. */
export function isRestricting(filter: unknown): boolean {
  if (filter === null || filter === undefined) return false
  if (typeof filter !== 'object' || Array.isArray(filter)) return true
  return Object.entries(filter).some(([name, value]) => name !== 'operator' && isRestricting(value))
}

/** Whether what is not there yet is asked for something. */
export function asksAnything(filter: AbsentFilter): boolean {
  return Object.entries(filter ?? {}).some(([name, value]) => name !== 'operator' && isGiven(value))
}

function isGiven(criterion: unknown): boolean {
  if (criterion === null || typeof criterion !== 'object')
    return criterion !== null && criterion !== undefined
  return Object.entries(criterion).some(([name, value]) => name !== 'operator' && value !== null)
}

/** What one must be allowed to read to be told what fits these criteria. */
export function asksAbout({ flows, flow_runs, task_runs }: Criteria): ('read:flow' | 'read:flow_run')[] {
  return [
    ...(isRestricting(flows) ? (['read:flow'] as const) : []),
    ...(isRestricting(flow_runs) || isRestricting(task_runs) ? (['read:flow_run'] as const) : []),
  ]
}

/** Whether flows are asked for by their ids and by nothing else. */
export function flowsById({ flows, ...others }: FlowsCriteria): boolean {
  const { id, ...rest } = flows ?? {}
  return id?.any_ !== undefined && ![rest, ...Object.values(others)].some(isRestricting)
}

/** Whether only flows of some ids or names can fit. */
export function isFewFlows({ flows, ...others }: FlowsCriteria): boolean {
  const isNamed = flows?.id?.any_ !== undefined || flows?.name?.any_ !== undefined
  return flows?.operator !== 'or_' && isNamed && !Object.values(others).some(isRestricting)
}

/**
 * Whether only runs of some ids can fit, whatever else is asked of them, or the work of some task runs is asked for by nothing else: who made
 * that of how many runs is not known.
 */
export function isFewRuns({ flow_runs: runs, ...others }: FlowRunsCriteria): boolean {
  const {
    id,
    parent_task_run_id: parent,
    operator,
    ...rest
  }: Partial<NonNullable<FlowRunsFilter>> = runs ?? {}
  if (operator === 'or_' || Object.values(others).some(isRestricting)) return false
  if (id?.any_ !== undefined) return true
  return (
    parent?.any_ !== undefined &&
    parent.operator !== 'or_' &&
    ![id, ...Object.values(rest)].some(isRestricting)
  )
}

/** Whether the lines are read in the order of an index as far as the page goes. */
export function isFewLines(filter: LogsFilter): boolean {
  const { flow_run_id, operator, level, timestamp, task_run_id, text } = filter ?? {}
  return (
    operator !== 'or_' &&
    flow_run_id?.any_?.length === 1 &&
    ![level, timestamp, task_run_id, text].some(isRestricting)
  )
}

/** The types of state of which all runs are asked for, and none are of others; null when anything else is asked. */
export function typesCounted({
  flow_runs,
  ...others
}: FlowRunsCriteria): { any: StateType[] | null; none: StateType[] } | null {
  const { state, ...rest }: Partial<NonNullable<FlowRunsFilter>> = flow_runs ?? {}
  if ([rest, state?.name, ...Object.values(others)].some(isRestricting)) return null
  return { any: state?.type?.any_ ?? null, none: state?.type?.not_any_ ?? [] }
}

/** The same criteria with one type of state in the place of several. */
export function ofType(criteria: FlowRunsCriteria, type: StateType): FlowRunsCriteria {
  const { flow_runs: runs } = criteria
  if (!runs?.state) return criteria
  const state = { ...runs.state, type: { not_any_: undefined, ...runs.state.type, any_: [type] } }
  return { ...criteria, flow_runs: { ...runs, state } }
}
