import type { z } from 'zod'
import { recordAudit } from '@/lib/audit/service'
import { changeWorkspace } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { authorizeWorkspace } from '@/lib/authz/workspace-standing'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { enqueueRemoval } from '@/lib/flow-runs/upkeep/deleted-runs'
import { authorizeReport } from '@/lib/authz/authorize-report'
import type { registerFlowInput, updateFlowInput } from '@/lib/flow-runs/reports/report-schema'
import type { FlowView } from '@/lib/flow-runs/wire'
import type { FlowOf } from './schema'
import type { WorkspaceOf } from '@/lib/workspaces/schema'
import * as store from './store'

/**
 * The flow of that name, made when there is none; one that is there keeps its tags and labels. However many register it at once, there is
 * one. Needs `create:flow`.
 */
export async function registerFlow(
  ctx: Ctx,
  input: WorkspaceOf & z.output<typeof registerFlowInput>,
): Promise<{ flow: FlowView; isNew: boolean }> {
  const { workspaceId, name } = input
  await authorizeReport(ctx, input, 'create:flow', `register the flow ${name}`)
  const known = await store.findFlowByName(database(), workspaceId, name)
  if (known) return { flow: known, isNew: false }
  const made = await store.createFlow(database(), input)
  if (made) return { flow: made, isNew: true }
  const other = await store.findFlowByName(database(), workspaceId, name)
  if (!other) throw flowGone(name)
  return { flow: other, isNew: false }
}

/** One flow. Needs `read:flow`; `not_found`/`flow_not_found`. */
export async function getFlow(ctx: Ctx, key: FlowOf): Promise<FlowView> {
  await authorizeWorkspace(ctx, database(), key, 'read:flow')
  return found(await store.findFlow(database(), key))
}

/** The flow of exactly this name. Needs `read:flow`; `not_found`/`flow_not_found`. */
export async function getFlowByName(ctx: Ctx, input: WorkspaceOf & { name: string }): Promise<FlowView> {
  await authorizeWorkspace(ctx, database(), input, 'read:flow')
  return found(await store.findFlowByName(database(), input.workspaceId, input.name))
}

/** Gives a flow other tags; left out, they stay. Needs `update:flow`; `not_found`/`flow_not_found`. */
export async function updateFlow(ctx: Ctx, input: FlowOf & z.output<typeof updateFlowInput>): Promise<void> {
  await authorizeReport(ctx, input, 'update:flow', 'edit a flow')
  const { tags } = input
  const isThere = tags
    ? await store.updateTags(database(), input, tags, ctx.now)
    : await store.findFlow(database(), input)
  if (!isThere) throw flowNotFound()
}

/**
 * Deletes a flow. Its runs are gone with it at once, and removed by a job. Needs `delete:flow`; `not_found`/`flow_not_found`.
 */
export async function deleteFlow(ctx: Ctx, key: FlowOf): Promise<void> {
  const { accountId, workspaceId, flowId } = key
  const change = { accountId, workspaceId, permission: 'delete:flow', attempt: 'delete a flow' } as const
  return changeWorkspace(ctx, change, async (tx, { actor, workspace }) => {
    const flow = await store.deleteFlow(tx, key)
    if (!flow) throw flowNotFound()
    if (flow.hasRuns) await enqueueRemoval(tx, workspaceId)
    const withRuns = flow.hasRuns ? ' with all its runs' : ''
    await recordAudit(tx, ctx, {
      accountId,
      action: 'flow.deleted',
      message: `${actor.name} deleted the flow ${flow.name}${withRuns} in the workspace ${workspace.name}`,
      objectTable: 'flow',
      objectId: flowId,
      workspaceId,
      info: {
        before: { name: flow.name, has_runs: flow.hasRuns },
        workspace_id: workspaceId,
        workspace: workspace.name,
      },
    })
  })
}

/** The refusal of a flow that the workspace does not have. */
export function flowNotFound(): AppError {
  return new AppError('not_found', 'flow_not_found', {
    message:
      'There is no such flow in the workspace. It may have been deleted; go back to the list of flows.',
  })
}

function found(flow: FlowView | null): FlowView {
  if (!flow) throw flowNotFound()
  return flow
}

function flowGone(name: string): AppError {
  return new AppError('conflict', 'changed_meanwhile', {
    message: `The flow ${name} was deleted while it was being registered. Try again.`,
  })
}
