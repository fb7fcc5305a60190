import { recordAudits } from '@/lib/audit/service'
import type { AuditInput } from '@/lib/audit/schema'
import { changeWorkspace } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { inBatches } from '@/lib/authz/in-batches'
import { enforceRule } from '@/lib/authz/refusal-codes'
import type { WorkspaceStanding } from '@/lib/authz/workspace-standing'
import type { Tx } from '@/lib/db/transaction'
import type { AppError } from '@/lib/errors'
import type { FlowRunOf } from '../schema'
import { flowNotFound } from '@/lib/flows/service'
import type { Refusal } from '@/lib/policy/decision'
import { deleteRuns } from '../upkeep/deleted-runs'
import { deletedEvent, orderedEvent } from './order-events'
import type { FlowRunOutcome, FlowRunsInput, StartFlowRunInput } from './order-schema'
import { scheduleRun } from '../reports/report'
import type { LockedRun } from '../reports/report-store'
import { cancelledState, decideCancellation, type RunState } from '../rules'
import { runNotFound } from '../run-not-found'
import { stateNames, type StateType } from '../states'
import { lockRuns, presentOf, writeNext } from '../reports/transition'

/**
 * Schedules a run of a flow, for `expectedStart` or for now. Needs `create:flow_run`; `not_found`/`flow_not_found`.
 */
export async function startFlowRun(ctx: Ctx, input: StartFlowRunInput): Promise<{ id: string }> {
  const { accountId, workspaceId, flowId, name, parameters, tags } = input
  const change = {
    accountId,
    workspaceId,
    permission: 'create:flow_run',
    attempt: 'start a flow run',
  } as const
  return changeWorkspace(ctx, change, async (tx, standing) => {
    const details = { scheduled_time: input.expectedStart ?? ctx.now.toISOString() }
    const state = {
      type: 'SCHEDULED',
      name: stateNames.SCHEDULED,
      message: null,
      data: null,
      details,
    } as const
    const run = { accountId, workspaceId, flow_id: flowId, name, parameters, tags, state }
    const made = await scheduleRun(tx, ctx, standing, run)
    if (!made) throw flowNotFound()
    return { id: made.id }
  })
}

/**
 * Cancels a run: one that nobody executes yet is CANCELLED at once, a RUNNING one CANCELLING until its engine says it has stopped. One that
 * is being cancelled stays as it is. Needs `update:flow_run`; `not_found`/`flow_run_not_found`, `conflict`/`run_has_ended`.
 */
export async function cancelFlowRun(
  ctx: Ctx,
  { flowRunId, ...key }: FlowRunOf,
): Promise<{ id: string; state_type: StateType }> {
  const [one] = await orderAbout(ctx, key, [flowRunId], throwing(cancelling('a flow run')))
  const { next, run } = required(one)
  return { id: flowRunId, state_type: next ?? run.state.type }
}

/** The same for up to 200 runs, each with its own outcome in the order given; a refusal of one stops none of the others. */
export async function cancelFlowRuns(
  ctx: Ctx,
  input: FlowRunsInput,
): Promise<{ outcomes: FlowRunOutcome[] }> {
  return orderAboutMany(ctx, input, cancelling('flow runs'))
}

/** Deletes a run with its states and logs. Needs `delete:flow_run`; `not_found`/`flow_run_not_found`. */
export async function deleteFlowRun(ctx: Ctx, { flowRunId, ...key }: FlowRunOf): Promise<void> {
  const [one] = await orderAbout(ctx, key, [flowRunId], deleting('a flow run'))
  required(one)
}

/** The same for up to 200 runs, each with its own outcome in the order given. */
export async function deleteFlowRuns(
  ctx: Ctx,
  input: FlowRunsInput,
): Promise<{ outcomes: FlowRunOutcome[] }> {
  return orderAboutMany(ctx, input, deleting('flow runs'))
}

/** What is to become of a run: `next` is the state it will be in, null when there is nothing to do. */
type Decided = { run: LockedRun; refusal: Refusal | null; next: StateType | null; sentence: string }

type Order = {
  permission: 'update:flow_run' | 'delete:flow_run'
  attempt: string
  decide: (run: LockedRun) => Decided
  write: (tx: Tx, ctx: Ctx, standing: WorkspaceStanding, decided: Decided[]) => Promise<AuditInput[]>
}

function cancelling(whom: string): Order {
  return {
    permission: 'update:flow_run',
    attempt: `cancel ${whom}`,
    decide(run) {
      const decision = decideCancellation(run.state)
      if (!decision.allowed) return { run, refusal: decision, next: null, sentence: decision.message }
      const next = cancelledState(run.state.type)
      const sentences = {
        CANCELLED: 'It is cancelled.',
        CANCELLING: 'It is told to stop, and cancelled when it has.',
      }
      const sentence = next ? sentences[next] : 'It is being cancelled already.'
      return { run, refusal: null, next, sentence }
    },
    async write(tx, ctx, { account, actor, workspace }, decided) {
      const written = decided.flatMap(({ run, next }) =>
        next ? [{ run, state: orderedState(next, actor.name) }] : [],
      )
      await writeNext(tx, ctx, { workspaceId: workspace.id, actor }, written)
      return written.map(({ run, state: after }) =>
        orderedEvent({
          accountId: account.id,
          actor,
          workspace,
          run,
          flow: run.flowName,
          before: presentOf(run),
          after,
        }),
      )
    },
  }
}

function deleting(whom: string): Order {
  return {
    permission: 'delete:flow_run',
    attempt: `delete ${whom}`,
    decide: (run) => ({ run, refusal: null, next: run.state.type, sentence: 'It is deleted.' }),
    async write(tx, _, { account, actor, workspace }, decided) {
      const runs = decided.map(({ run }) => run)
      await deleteRuns(
        tx,
        workspace.id,
        runs.map(({ id }) => id),
      )
      return runs.map((run) =>
        deletedEvent({
          accountId: account.id,
          actor,
          workspace,
          run,
          flow: run.flowName,
          before: run.state,
        }),
      )
    },
  }
}

/** The order about one run, whose refusal is thrown (and so recorded) rather than told. */
function throwing(order: Order): Order {
  return {
    ...order,
    decide(run) {
      const decided = order.decide(run)
      if (decided.refusal) enforceRule(decided.refusal)
      return decided
    },
  }
}

/** Locks runs, decides about each, writes and records in one transaction; runs that are not there are left out. */
async function orderAbout(
  ctx: Ctx,
  { accountId, workspaceId }: { accountId: string; workspaceId: string },
  flowRunIds: string[],
  { permission, attempt, decide, write }: Order,
): Promise<Decided[]> {
  return changeWorkspace(ctx, { accountId, workspaceId, permission, attempt }, async (tx, standing) => {
    const decided = (await lockRuns(tx, workspaceId, flowRunIds)).map(decide)
    const changed = decided.filter(({ refusal, next }) => refusal === null && next !== null)
    if (changed.length > 0) await recordAudits(tx, ctx, accountId, await write(tx, ctx, standing, changed))
    return decided
  })
}

async function orderAboutMany(
  ctx: Ctx,
  { flowRunIds, ...key }: FlowRunsInput,
  order: Order,
): Promise<{ outcomes: FlowRunOutcome[] }> {
  const done = await inBatches<FlowRunOutcome>([...new Set(flowRunIds)], {
    change: async (ids) => {
      const decided = new Map(
        (await orderAbout(ctx, key, ids, order)).map((one) => [one.run.id, outcomeOf(one)]),
      )
      return ids.map((id) => decided.get(id) ?? refused(id, runNotFound()))
    },
    refused,
  })
  const outcomes = new Map(done.map((outcome) => [outcome.flowRunId, outcome]))
  return { outcomes: flowRunIds.map((id) => outcomes.get(id)).filter((one) => one !== undefined) }
}

function outcomeOf({ run, refusal, next, sentence }: Decided): FlowRunOutcome {
  const told = { flowRunId: run.id, name: run.name, message: sentence }
  if (refusal) return { ...told, outcome: 'refused', reason: refusal.reason }
  return { ...told, outcome: next ? 'changed' : 'unchanged' }
}

function refused(flowRunId: string, { reason, code, message }: AppError): FlowRunOutcome {
  return { flowRunId, name: '', outcome: 'refused', reason: reason ?? code, message }
}

function required(decided: Decided | undefined): Decided {
  if (!decided) throw runNotFound()
  return decided
}

function orderedState(type: StateType, by: string): RunState {
  return { type, name: stateNames[type], message: `Cancelled by ${by}`, data: null, details: {} }
}
