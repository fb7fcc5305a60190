import { adjectives, nouns } from 'human-id'
import { randomInt } from 'node:crypto'
import type { z } from 'zod'
import { recordAudit } from '@/lib/audit/service'
import type { Ctx, PrincipalActor } from '@/lib/authz/context'
import { changeWorkspace } from '@/lib/authz/change-account'
import { database, withTransaction, type Tx } from '@/lib/db/transaction'
import { AppError, invariant } from '@/lib/errors'
import { authorizeReport } from '@/lib/authz/authorize-report'
import type { WorkspaceStanding } from '@/lib/authz/workspace-standing'
import type { FlowRunOf } from '../schema'
import type { WorkspaceOf } from '@/lib/workspaces/schema'
import { orderedEvent, parametersChangedEvent, startedEvent } from '../orders/order-events'
import { progressOf } from '../progress'
import { labelsOfRunAtMost } from './report-schema'
import type { createFlowRunInput, setStateInput, updateFlowRunInput } from './report-schema'
import * as store from './report-store'
import { reporterOf } from './reporter'
import type { RunState } from '../rules'
import { flowRunViewOf } from '../run-columns-store'
import { runNotFound } from '../run-not-found'
import { stateNames, type StateType } from '../states'
import { findRun } from '../store'
import { lockRun, presentOf, propose, type StateAnswer } from './transition'
import type { FlowRunView } from '../wire'

type NewFlowRun = WorkspaceOf & z.output<typeof createFlowRunInput>

/**
 * Makes a run of a flow in the state it is reported in, PENDING unless told, without asking the rules of transitions; one of the same
 * `idempotency_key` is given back instead. A SCHEDULED one is an order: it is audited. Needs `create:flow_run`; throws
 * `conflict`/`flow_not_found` for a flow that the workspace does not have.
 */
export async function createFlowRun(
  ctx: Ctx,
  input: NewFlowRun,
): Promise<{ run: FlowRunView; isNew: boolean }> {
  const { accountId, workspaceId } = input
  if (input.state?.type !== 'SCHEDULED') {
    const { actor } = await authorizeReport(ctx, input, 'create:flow_run', 'report a flow run')
    const made = await insertRun(database(), ctx, actor, input)
    if (!made) throw noSuchFlow()
    return { isNew: made.isNew, run: await readRun(database(), ctx, { workspaceId, flowRunId: made.id }) }
  }
  const change = {
    accountId,
    workspaceId,
    permission: 'create:flow_run',
    attempt: 'schedule a flow run',
  } as const
  return changeWorkspace(ctx, change, async (tx, standing) => {
    const made = await scheduleRun(tx, ctx, standing, input)
    if (!made) throw noSuchFlow()
    return { isNew: made.isNew, run: await readRun(tx, ctx, { workspaceId, flowRunId: made.id }) }
  })
}

/** Writes a run that was ordered and its audit event, or finds the run of its key; null when the workspace has no such flow. */
export async function scheduleRun(
  tx: Tx,
  ctx: Ctx,
  { account, actor, workspace }: WorkspaceStanding,
  input: NewFlowRun,
): Promise<{ id: string; isNew: boolean } | null> {
  const made = await insertRun(tx, ctx, actor, input)
  if (made?.isNew)
    await recordAudit(
      tx,
      ctx,
      startedEvent({ accountId: account.id, actor, workspace, run: made, flow: made.flow }),
    )
  return made
}

/** Writes a new run, or finds the one of its key; null when the workspace has no such flow. */
async function insertRun(
  tx: Tx,
  ctx: Ctx,
  actor: PrincipalActor,
  input: NewFlowRun,
): Promise<{ id: string; name: string; dueAt: string | null; flow: string; isNew: boolean } | null> {
  const { workspaceId, flow_id: flowId, idempotency_key: key } = input
  const state = firstState(input.state ?? null, ctx.now)
  const policy = input.empirical_policy ?? {}
  const progress = progressOf(state, null, policy)
  const name = input.name ?? newRunName()
  const { flow, id } = await store.createRun(
    tx,
    { workspaceId, reporter: reporterOf(actor), now: ctx.now },
    {
      flowId,
      name,
      flowVersion: input.flow_version ?? null,
      parameters: input.parameters ?? {},
      context: input.context ?? {},
      tags: input.tags ?? [],
      labels: input.labels ?? {},
      policy: progress.policy ?? policy,
      idempotencyKey: key ?? null,
      parentTaskRunId: input.parent_task_run_id ?? null,
      jobVariables: input.job_variables ?? {},
      runs: progress.runs,
      state,
    },
  )
  if (flow === null) return null
  const told = { name, dueAt: state.details.scheduled_time ?? null, flow }
  if (id !== null) return { ...told, id, isNew: true }
  const first = key ? await store.findIdOfKey(tx, { workspaceId, flowId, key }) : null
  if (first === null) throw new AppError('conflict', 'changed_meanwhile')
  return { ...told, id: first, isNew: false }
}

const orders: ReadonlySet<StateType> = new Set(['SCHEDULED', 'CANCELLING', 'CANCELLED'])

/**
 * Proposes a state for a run: `decideTransition` answers, and what it decides is written in the same transaction, under a lock on the run.
 * What engines report is not audited; an order is: SCHEDULED, CANCELLING, CANCELLED of a run that is not being cancelled, RUNNING of a paused
 * one, and whatever is forced over CANCELLED. Needs `update:flow_run`; `not_found`/`flow_run_not_found`.
 */
export async function setFlowRunState(
  ctx: Ctx,
  input: FlowRunOf & z.output<typeof setStateInput>,
): Promise<StateAnswer> {
  const { accountId, workspaceId, flowRunId, state: proposed, force } = input
  const proposal = { proposed, isForced: force ?? false }
  const permission = 'update:flow_run'
  if (!orders.has(proposed.type)) {
    const { actor } = await authorizeReport(ctx, input, permission, 'report the state of a flow run')
    const answer = await withTransaction(async (tx) => {
      const run = await lockRun(tx, workspaceId, flowRunId)
      if (isBroughtBack(run.state.type, proposal)) return null
      return told(await propose(tx, ctx, { workspaceId, actor }, { run, ...proposal }))
    })
    if (answer) return answer
  }
  const change = { accountId, workspaceId, permission, attempt: 'schedule or cancel a flow run' } as const
  return changeWorkspace(ctx, change, async (tx, { actor, workspace }) => {
    const run = await lockRun(tx, workspaceId, flowRunId)
    const before = presentOf(run)
    const answer = await propose(tx, ctx, { workspaceId, actor }, { run, ...proposal })
    const after = answer.written
    // The engine that was told to cancel says that it is done: a report.
    const isDone = before.type === 'CANCELLING' && after?.type === 'CANCELLED'
    // What was paused for too long does not go on: it has failed.
    const isOrder = !isDone && (orders.has(proposed.type) || answer.status === 'ACCEPT')
    const order = { accountId, actor, workspace, run, flow: run.flowName, before }
    if (after !== null && isOrder) await recordAudit(tx, ctx, orderedEvent({ ...order, after }))
    return told(answer)
  })
}

/** Whether somebody wants a run to go on that somebody paused or cancelled. */
function isBroughtBack(
  present: StateType,
  { proposed, isForced }: { proposed: { type: StateType }; isForced: boolean },
): boolean {
  return (present === 'PAUSED' && proposed.type === 'RUNNING') || (present === 'CANCELLED' && isForced)
}

/**
 * Lets a paused run go on, which is an order: it is audited. One that is not paused is answered with ABORT and no state. Needs
 * `update:flow_run`; `not_found`/`flow_run_not_found`.
 */
export async function resumeFlowRun(ctx: Ctx, key: FlowRunOf): Promise<StateAnswer> {
  const { accountId, workspaceId, flowRunId } = key
  const permission = 'update:flow_run'
  const change = { accountId, workspaceId, permission, attempt: 'resume a flow run' } as const
  return changeWorkspace(ctx, change, async (tx, { actor, workspace }) => {
    const run = await lockRun(tx, workspaceId, flowRunId)
    const before = presentOf(run)
    if (before.type !== 'PAUSED') return notPaused(run.state.name)
    const isSuspended = before.details.pause_reschedule === true
    const next = { message: null, data: null, details: {} }
    const proposed: RunState = isSuspended
      ? { type: 'SCHEDULED', name: 'Resuming', ...next }
      : { type: 'RUNNING', name: stateNames.RUNNING, ...next }
    const answer = await propose(tx, ctx, { workspaceId, actor }, { run, proposed, isForced: false })
    const order = { accountId, actor, workspace, run, flow: run.flowName, before }
    // What was paused for too long is not resumed: it has failed.
    if (answer.status === 'ACCEPT' && answer.written)
      await recordAudit(tx, ctx, orderedEvent({ ...order, after: answer.written }))
    return told(answer)
  })
}

function notPaused(name: string): StateAnswer {
  const reason = `Only a paused run can be resumed, and the run is ${name}.`
  return { state: null, status: 'ABORT', details: { type: 'abort_details', reason }, isWritten: false }
}

function told({ state, status, details, isWritten }: StateAnswer): StateAnswer {
  return { state, status, details, isWritten }
}

/**
 * Changes what was reported of a run; what is left out stays. Other parameters are an order, whoever ordered the run: they are audited.
 * Needs `update:flow_run`; `not_found`/`flow_run_not_found`.
 */
export async function updateFlowRun(
  ctx: Ctx,
  input: FlowRunOf & z.output<typeof updateFlowRunInput>,
): Promise<void> {
  const { accountId, workspaceId, flowRunId, parameters } = input
  const permission = 'update:flow_run'
  if (!parameters) {
    await authorizeReport(ctx, input, permission, 'edit a flow run')
    if (!(await store.updateRun(database(), input, ctx.now))) throw runNotFound()
    return
  }
  const attempt = 'change the parameters of a flow run'
  await changeWorkspace(
    ctx,
    { accountId, workspaceId, permission, attempt },
    async (tx, { actor, workspace }) => {
      const run = await lockRun(tx, workspaceId, flowRunId)
      const { parameters: before } = await readRun(tx, ctx, { workspaceId, flowRunId })
      await store.updateRun(tx, input, ctx.now)
      if (JSON.stringify(before) === JSON.stringify(parameters)) return
      const order = { accountId, actor, workspace, run, flow: run.flowName }
      await recordAudit(tx, ctx, parametersChangedEvent({ ...order, before, after: parameters }))
    },
  )
}

/**
 * Adds labels to a run's, in the place of those of the same names. Needs `update:flow_run`; `not_found`/`flow_run_not_found`,
 * `invalid_input`/`too_many_labels`.
 */
export async function updateFlowRunLabels(
  ctx: Ctx,
  input: FlowRunOf & { labels: Record<string, unknown> },
): Promise<void> {
  await authorizeReport(ctx, input, 'update:flow_run', 'label a flow run')
  const changed = await store.addLabels(database(), { ...input, labelsAtMost: labelsOfRunAtMost }, ctx.now)
  if (!changed) throw runNotFound()
  if (changed.isAdded) return
  throw new AppError('invalid_input', 'too_many_labels', {
    message: `The run would have more than ${labelsOfRunAtMost} labels. Give it others in the place of those that it has. Nothing was changed.`,
  })
}

function firstState(given: RunState | null, now: Date): RunState {
  const state = given ?? { type: 'PENDING', name: stateNames.PENDING, message: null, data: null, details: {} }
  if (state.type !== 'SCHEDULED' || state.details.scheduled_time) return state
  return { ...state, details: { ...state.details, scheduled_time: now.toISOString() } }
}

async function readRun(
  tx: Tx,
  ctx: Ctx,
  key: { workspaceId: string; flowRunId: string },
): Promise<FlowRunView> {
  const row = await findRun(tx, key)
  if (!row) throw runNotFound()
  return flowRunViewOf(row, ctx.now)
}

/** Two words for a run that nobody named: to speak about it, not to find it. */
function newRunName(): string {
  return [adjectives, nouns].map(oneOf).join('-')
}

function oneOf(words: string[]): string {
  const word = words[randomInt(words.length)]
  invariant(word !== undefined, 'a list of words has a word at each place')
  return word
}

function noSuchFlow(): AppError {
  return new AppError('conflict', 'flow_not_found', {
    message: 'There is no flow of that id in the workspace. Register the flow first.',
  })
}
