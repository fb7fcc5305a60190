import { recordAudit } from '@/lib/audit/service'
import { principalIdOf } from '@/lib/authz/access'
import { changeWorkspace, enforce } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { requireUnchanged } from '@/lib/authz/expected'
import type { WorkspaceStanding } from '@/lib/authz/workspace-standing'
import type { Tx } from '@/lib/db/transaction'
import { decideWorkspacePermission } from '@/lib/policy/evaluate'
import { consume } from '@/lib/rate-limits/service'
import { giveDefaultRole } from '@/lib/sharing/manage'
import { refusingTakenHandle, requireFreeHandle } from './manage'
import * as store from './manage-store'
import type { ChangeWorkspaceHandleInput, UpdateWorkspaceInput, WorkspaceReference } from './schema'

/**
 * Changes name and description and, where they are given, handle and default role, all of it or nothing. Needs `update:workspace` there, and
 * `update:workspace_access` for another default role; throws what `changeWorkspaceHandle` and `setDefaultRole` throw, and
 * `precondition_failed`/`changed_meanwhile` when name or description are not `expected` any more (R13). What is the same already changes
 * nothing.
 */
export async function updateWorkspace(ctx: Ctx, input: UpdateWorkspaceInput): Promise<WorkspaceReference> {
  const { accountId, workspaceId, handle, defaultRoleId } = input
  const change = {
    accountId,
    workspaceId,
    permission: 'update:workspace',
    attempt: 'edit a workspace',
    beforehand: (standing: WorkspaceStanding) => countHandle(standing, handle),
  } as const
  return changeWorkspace(ctx, change, async (tx, standing) => {
    const { workspace, membership, facts } = standing
    const { name = workspace.name } = input
    await giveNameAndDescription(tx, ctx, standing, input)
    if (handle !== undefined) await giveHandle(tx, ctx, standing, handle)
    if (defaultRoleId !== undefined && defaultRoleId !== (workspace.defaultRole?.id ?? null)) {
      enforce(decideWorkspacePermission(membership, facts, 'update:workspace_access', ctx.now))
      await giveDefaultRole(tx, ctx, standing, { roleId: defaultRoleId })
    }
    return { id: workspaceId, name, handle: handle ?? workspace.handle }
  })
}

/**
 * Gives a workspace another handle: its addresses change, and the former ones lead nowhere. Needs `update:workspace`;
 * `conflict`/`handle_taken` when another workspace of the account has it; `precondition_failed`/`changed_meanwhile` (R13); `rate_limited`.
 */
export async function changeWorkspaceHandle(
  ctx: Ctx,
  input: ChangeWorkspaceHandleInput,
): Promise<{ handle: string }> {
  const { accountId, workspaceId, handle, expectedHandle } = input
  const change = {
    accountId,
    workspaceId,
    permission: 'update:workspace',
    attempt: 'change the handle of a workspace',
    beforehand: (standing: WorkspaceStanding) => countHandle(standing, handle),
  } as const
  return changeWorkspace(ctx, change, async (tx, standing) => {
    const current = standing.workspace.handle
    const sentence = `Somebody changed the handle to ${current} meanwhile. Look at it, then save again.`
    if (current !== handle) requireUnchanged(current, expectedHandle, sentence)
    await giveHandle(tx, ctx, standing, handle)
    return { handle }
  })
}

async function giveNameAndDescription(
  tx: Tx,
  ctx: Ctx,
  { account, workspace, actor }: WorkspaceStanding,
  { expected, ...input }: UpdateWorkspaceInput,
): Promise<void> {
  const { name = workspace.name, description = workspace.description } = input
  if (workspace.name === name && workspace.description === description) return
  const before = { name: workspace.name, description: workspace.description }
  const sentence = 'Somebody changed the name or the description meanwhile. Look at it, then save again.'
  requireUnchanged(before, expected, sentence)
  await store.updateWorkspace(tx, { accountId: account.id, id: workspace.id, name, description })
  await recordAudit(tx, ctx, {
    accountId: account.id,
    action: 'workspace.updated',
    message: `${actor.name} changed the workspace ${workspace.name}${workspace.name === name ? '' : `, now ${name}`}`,
    objectTable: 'workspace',
    objectId: workspace.id,
    info: {
      before,
      after: { name, description },
    },
  })
}

async function giveHandle(
  tx: Tx,
  ctx: Ctx,
  { account, workspace, actor }: WorkspaceStanding,
  handle: string,
): Promise<void> {
  if (workspace.handle === handle) return
  const { id } = workspace
  const accountId = account.id
  await requireFreeHandle(tx, { accountId, handle, exceptId: id })
  await refusingTakenHandle(() => store.updateHandle(tx, { accountId, id, handle }))
  await recordAudit(tx, ctx, {
    accountId,
    action: 'workspace.handle_changed',
    message: `${actor.name} changed the handle of the workspace ${workspace.name} from ${workspace.handle} to ${handle}`,
    objectTable: 'workspace',
    objectId: id,
    info: { before: { handle: workspace.handle }, after: { handle } },
  })
}

// Whether a handle is free tells of workspaces that one cannot see: nobody asks of many.
async function countHandle(
  { actor, workspace }: WorkspaceStanding,
  handle: string | undefined,
): Promise<void> {
  if (handle !== undefined && handle !== workspace.handle) await consume('handles', principalIdOf(actor))
}
