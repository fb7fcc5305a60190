import { z } from 'zod'
import type { Ctx } from '@/lib/authz/context'
import type { Tx } from '@/lib/db/transaction'
import { invariant } from '@/lib/errors'
import { progressOf } from '../progress'
import * as store from './report-store'
import type { LockedRun } from './report-store'
import { reporterOf, type ReportingActor } from './reporter'
import { decideTransition, type RunState, type Transition } from '../rules'
import { stateViewOf, type StateColumn } from '../run-columns-store'
import { runNotFound } from '../run-not-found'
import { stateView, type StateView } from '../wire'

/** Section 6.5: what became of a proposed state. `state` is never null but for ABORT. */
export const orchestrationResult = z.object({
  state: stateView.nullable(),
  status: z.enum(['ACCEPT', 'REJECT', 'ABORT', 'WAIT']),
  details: z.object({
    type: z.string(),
    reason: z.string().optional(),
    delay_seconds: z.int().optional(),
  }),
})

/** What became of a proposed state; `isWritten`: the state that is returned was written by this call. */
export type StateAnswer = {
  state: StateView | null
  status: Transition['status']
  details: Transition['details']
  isWritten: boolean
}

/** Who writes states, in which workspace. */
export type Writer = { workspaceId: string; actor: ReportingActor }

/** Locks runs of the workspace until the transaction ends; those that are not there are left out. */
export async function lockRuns(tx: Tx, workspaceId: string, ids: string[]): Promise<LockedRun[]> {
  const runs = (await store.lockRuns(tx, workspaceId, ids)).filter(hasState)
  // Whoever had to wait sees the run as it is now, but not the state that was written meanwhile: a second look does.
  return runs.length === ids.length ? runs : (await store.lockRuns(tx, workspaceId, ids)).filter(hasState)
}

function hasState(run: Omit<LockedRun, 'state'> & { state: LockedRun['state'] | null }): run is LockedRun {
  return run.state !== null
}

/** Locks a run of the workspace until the transaction ends; throws `not_found`/`flow_run_not_found`. */
export async function lockRun(tx: Tx, workspaceId: string, flowRunId: string): Promise<LockedRun> {
  const [run] = await lockRuns(tx, workspaceId, [flowRunId])
  if (!run) throw runNotFound()
  return run
}

/** Decides about a state proposed for a locked run and writes what was decided. */
export async function propose(
  tx: Tx,
  ctx: Ctx,
  writer: Writer,
  { run, proposed, isForced }: { run: LockedRun; proposed: RunState; isForced: boolean },
): Promise<StateAnswer & { written: RunState | null }> {
  const { status, details, written } = decideTransition({
    now: ctx.now,
    isForced,
    present: presentOf(run),
    proposed,
    run: {
      runCount: run.runCount,
      hasInfrastructure: run.infrastructurePid !== null,
      policy: run.policy,
    },
  })
  if (!written) return { state: viewOf(run.state, ctx.now), status, details, isWritten: false, written }
  const [state] = await writeNext(tx, ctx, writer, [{ run, state: written }])
  invariant(state !== undefined, 'a state of a locked run is written')
  return { state: viewOf(state, ctx.now), status, details, isWritten: true, written }
}

/** Writes the next states of locked runs, asking no rule. */
export async function writeNext(
  tx: Tx,
  ctx: Ctx,
  { workspaceId, actor }: Writer,
  next: { run: LockedRun; state: RunState }[],
): Promise<StateColumn[]> {
  const written = next.map(({ run, state }) => ({
    run,
    state,
    ...progressOf(state, presentOf(run), run.policy),
  }))
  return store.writeStates(tx, { workspaceId, reporter: reporterOf(actor), now: ctx.now }, written)
}

/** The state that a locked run is in, as rules take it. */
export function presentOf({ state: { type, name, message, data, details } }: LockedRun): RunState {
  return { type, name, message, data, details }
}

function viewOf(state: StateColumn, now: Date): StateView {
  const dueAt = state.type === 'SCHEDULED' ? state.details.scheduled_time : null
  return stateViewOf(state, typeof dueAt === 'string' ? dueAt : null, now)
}
