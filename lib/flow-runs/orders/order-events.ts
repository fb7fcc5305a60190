import type { AuditInput } from '@/lib/audit/schema'
import type { PrincipalActor } from '@/lib/authz/context'
import { storable } from '../reports/report-fields'
import type { RunState } from '../rules'

// What the audit log says of orders (decision record 022).

type Order = {
  accountId: string
  actor: PrincipalActor
  workspace: { id: string; name: string }
  flow: string
  run: { id: string; name: string }
}

/** Somebody had a run scheduled, now or for later. */
export function startedEvent(order: Order & { run: { dueAt: string | null } }): AuditInput {
  return {
    ...about(order, 'started'),
    action: 'flow_run.started',
    info: { ...infoOf(order), after: { scheduled_time: order.run.dueAt } },
  }
}

/** Somebody had a run scheduled again or cancelled, or had a paused or cancelled one go on, by the state that was written. */
export function orderedEvent(order: Order & { before: RunState; after: RunState }): AuditInput {
  const verb = verbOf(order.after)
  return {
    ...about(order, verb),
    action: `flow_run.${verb}`,
    info: { ...infoOf(order), before: stateInfo(order.before), after: stateInfo(order.after) },
  }
}

function verbOf({ type, name }: RunState): 'scheduled' | 'cancelled' | 'resumed' {
  if (type === 'CANCELLING' || type === 'CANCELLED') return 'cancelled'
  // A run that was suspended goes on when an engine takes it up.
  return type === 'SCHEDULED' && name !== 'Resuming' ? 'scheduled' : 'resumed'
}

type Parameters = Record<string, unknown>

/** Somebody gave a run other parameters. Their names alone: what they hold may be a secret. */
export function parametersChangedEvent(order: Order & { before: Parameters; after: Parameters }): AuditInput {
  const { before, after } = order
  const changed = Object.keys({ ...before, ...after }).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  )
  return {
    ...about(order, 'changed the parameters of'),
    action: 'flow_run.parameters_changed',
    info: {
      ...infoOf(order),
      changed: namesOf(changed),
      before: { parameters: namesOf(Object.keys(before)) },
      after: { parameters: namesOf(Object.keys(after)) },
    },
  }
}

const namesAtMost = 50

function namesOf(names: string[]): string[] {
  return names.slice(0, namesAtMost).map((name) => storable(name.slice(0, 100)))
}

/** Somebody deleted a run. */
export function deletedEvent(order: Order & { before: Pick<RunState, 'type' | 'name'> }): AuditInput {
  return {
    ...about(order, 'deleted'),
    action: 'flow_run.deleted',
    info: { ...infoOf(order), before: stateInfo(order.before) },
  }
}

function about({ accountId, actor, flow, run, workspace }: Order, verb: string) {
  return {
    accountId,
    message: `${actor.name} ${verb} the run ${run.name} of ${flow} in the workspace ${workspace.name}`,
    objectTable: 'flow_run',
    objectId: run.id,
    workspaceId: workspace.id,
  } as const
}

function infoOf({ flow, run, workspace }: Order) {
  return { name: run.name, flow, workspace_id: workspace.id, workspace: workspace.name }
}

function stateInfo({ type, name }: Pick<RunState, 'type' | 'name'>) {
  return { state_type: type, state_name: name }
}
