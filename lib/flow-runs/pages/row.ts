import type { WorkspaceStanding } from '@/lib/authz/workspace-standing'
import { capabilityOf } from '@/lib/capability'
import type { PrincipalKind } from '@/lib/db/generated/enums'
import { decideWorkspacePermission } from '@/lib/policy/evaluate'
import type { ListedRun } from '../row-store'
import type {
  FlowRunCapabilities,
  FlowRunRow,
  ReporterView,
  RunCapabilities,
  RunMark,
  RunStatus,
} from '../schema'
import { decideCancellation } from '../rules'
import { isLate, secondsRun, shownStateName, type StateType } from '../states'

type Standing = Pick<WorkspaceStanding, 'membership' | 'facts'>

/** What the viewer may do with the runs of the workspace, and why not: by the decisions that refuse. */
export function runCapabilitiesOf({ membership, facts }: Standing, now: Date): RunCapabilities {
  const decide = (permission: Parameters<typeof decideWorkspacePermission>[2]) =>
    capabilityOf(decideWorkspacePermission(membership, facts, permission, now))
  return {
    start: decide('create:flow_run'),
    cancel: decide('update:flow_run'),
    delete: decide('delete:flow_run'),
  }
}

/** The same with one run: who may cancel runs still cannot cancel one that has ended. */
export function flowRunCapabilitiesOf(
  can: RunCapabilities,
  run: Pick<ListedRun, 'stateType' | 'stateName'>,
): FlowRunCapabilities {
  return {
    cancel: can.cancel.allowed
      ? capabilityOf(decideCancellation({ type: run.stateType, name: run.stateName }))
      : can.cancel,
    delete: can.delete,
  }
}

/** A run as lists show it. */
export function flowRunRowOf(run: ListedRun, can: RunCapabilities, now: Date): FlowRunRow {
  const state = stateOf(run)
  return {
    id: run.id,
    name: run.name,
    flow: { id: run.flowId, name: run.flowName },
    status: statusOf(run, now),
    state: {
      type: run.stateType,
      name: shownStateName(state, now),
      timestamp: run.stateTimestamp,
      message: run.message,
    },
    is_late: isLate(state, now),
    expected_start_time: run.expectedStartTime,
    next_start_time: run.nextStartTime,
    start_time: run.startTime,
    end_time: run.endTime,
    seconds: run.startTime === null ? null : secondsRun(run, now),
    tags: run.tags,
    tag_count: run.tagCount,
    created_by: reporterOf(run),
    can: flowRunCapabilitiesOf(can, run),
  }
}

type Marked = Pick<
  ListedRun,
  | 'id'
  | 'name'
  | 'flowName'
  | 'stateType'
  | 'stateName'
  | 'stateTimestamp'
  | 'nextStartTime'
  | 'expectedStartTime'
  | 'startTime'
  | 'totalRunTime'
>

/** A run as the picture shows it. */
export function runMarkOf(run: Marked, now: Date): RunMark {
  return {
    id: run.id,
    name: run.name,
    flow_name: run.flowName,
    status: statusOf(run, now),
    state_type: run.stateType,
    state_name: shownStateName(stateOf(run), now),
    start: run.startTime ?? run.expectedStartTime,
    seconds: run.startTime === null ? null : secondsRun(run, now),
  }
}

type InState = { stateType: StateType; stateName: string; nextStartTime: string | null }

/** What a run is counted as at `now`. */
export function statusOf(run: InState, now: Date): RunStatus {
  return isLate(stateOf(run), now) ? 'LATE' : run.stateType
}

/** A run's state as lateness is told from it. */
export function stateOf({ stateType, stateName, nextStartTime }: InState) {
  return {
    type: stateType,
    name: stateName,
    nextStart: nextStartTime === null ? null : new Date(nextStartTime),
  }
}

/** Who reported something, as it is shown; what nobody did by themselves has the name of the program. */
export function reporterOf(by: {
  createdByKind: PrincipalKind | null
  createdById: string | null
  createdByName: string
}): ReporterView {
  return { kind: by.createdByKind, id: by.createdById, name: by.createdByName }
}
