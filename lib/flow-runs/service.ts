import type { Ctx } from '@/lib/authz/context'
import { authorizeWorkspace } from '@/lib/authz/workspace-standing'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import type { FlowRunOf } from './schema'
import type { WorkspaceOf } from '@/lib/workspaces/schema'
import { flowRunViewOf, stateViewOf } from './run-columns-store'
import { runNotFound } from './run-not-found'
import * as store from './store'
import type { FlowRunView, StateView } from './wire'

/** One run with its present state. Needs `read:flow_run`; `not_found`/`flow_run_not_found`. */
export async function getFlowRun(ctx: Ctx, key: FlowRunOf): Promise<FlowRunView> {
  await authorizeWorkspace(ctx, database(), key, 'read:flow_run')
  const row = await store.findRun(database(), key)
  if (!row) throw runNotFound()
  return flowRunViewOf(row, ctx.now)
}

/** The states that a run was in, oldest first, at most 1,000; none of a run that is not there. Needs `read:flow_run`. */
export async function listFlowRunStates(ctx: Ctx, key: FlowRunOf): Promise<StateView[]> {
  await authorizeWorkspace(ctx, database(), key, 'read:flow_run')
  const rows = await store.listStates(database(), key)
  return rows.map(({ state, nextStart }) => stateViewOf(state, nextStart, ctx.now))
}

/** One state of any run of the workspace. Needs `read:flow_run`; `not_found`/`flow_run_state_not_found`. */
export async function getFlowRunState(ctx: Ctx, key: WorkspaceOf & { stateId: string }): Promise<StateView> {
  await authorizeWorkspace(ctx, database(), key, 'read:flow_run')
  const row = await store.findState(database(), key)
  if (!row) {
    throw new AppError('not_found', 'flow_run_state_not_found', {
      message: 'There is no such state in the workspace. Check the id.',
    })
  }
  return stateViewOf(row.state, row.nextStart, ctx.now)
}
