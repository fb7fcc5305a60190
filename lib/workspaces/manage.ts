import { recordAudit } from '@/lib/audit/service'
import { principalIdOf, type AccountAccess } from '@/lib/authz/access'
import { changeAccount, changeWorkspace, enforce } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { enforceRule } from '@/lib/authz/refusal-codes'
import { isUniqueViolation, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { limitsOfPlan } from '@/lib/plans/service'
import { consume } from '@/lib/rate-limits/service'
import { getRoleFacts, permissionsHeld } from '@/lib/roles/service'
import { grantInfo, grantsNamed } from './grant-info'
import { decideCreation, decideRoleInWorkspace, type WorkspacePlaces } from './rules'
import type {
  ChangeWorkspaceHandleInput,
  CreateWorkspaceInput,
  DeleteWorkspaceInput,
  UpdateWorkspaceInput,
  WorkspaceReference,
} from './schema'
import * as store from './manage-store'
import { findSurroundings } from './store'

/**
 * Creates a workspace; its creator is granted nothing by that (R10). Needs `create:workspace`, a place in the plan (R12,
 * `conflict`/`plan_limit_reached`) and every permission of the default role (R2). `conflict`/`handle_taken` when a workspace of the account
 * has the handle; `not_found` for a role of another account, `organization_role` for one that is not given in workspaces; `rate_limited`.
 */
export async function createWorkspace(ctx: Ctx, input: CreateWorkspaceInput): Promise<WorkspaceReference> {
  const { accountId, name, handle, description, defaultRoleId } = input
  const change = {
    accountId,
    permission: 'create:workspace',
    attempt: `create the workspace ${name}`,
    objectTable: 'account',
    objectId: accountId,
  } as const
  return changeAccount(ctx, change, async (tx, access) => {
    const places = await countWorkspacePlaces(tx, access)
    enforceRule(decideCreation(access.membership, places))
    const role = defaultRoleId ? await getRoleFacts(tx, accountId, defaultRoleId) : null
    if (role) enforce(decideRoleInWorkspace(permissionsHeld(access), role))
    await requireFreeHandle(tx, { accountId, handle, exceptId: null })
    const id = await refusingTakenHandle(() =>
      store.createWorkspace(tx, { accountId, name, handle, description, defaultRoleId }),
    )
    await recordAudit(tx, ctx, {
      accountId,
      action: 'workspace.created',
      message: `${access.actor.name} created the workspace ${name}`,
      objectTable: 'workspace',
      objectId: id,
      info: {
        after: {
          name,
          handle,
          description,
          default_role: role?.name ?? null,
          default_role_id: role?.id ?? null,
        },
      },
    })
    return { id, name, handle }
  })
}

/**
 * Changes name and description. Needs `update:workspace` there; `precondition_failed`/`changed_meanwhile` when they are not `expected` any
 * more (R13). What is the same already changes nothing.
 */
export async function updateWorkspace(ctx: Ctx, input: UpdateWorkspaceInput): Promise<WorkspaceReference> {
  const { accountId, workspaceId, expected } = input
  const change = {
    accountId,
    workspaceId,
    permission: 'update:workspace',
    attempt: 'edit a workspace',
  } as const
  return changeWorkspace(ctx, change, async (tx, { workspace, actor }) => {
    const { handle } = workspace
    const { name = workspace.name, description = workspace.description } = input
    const isSame = workspace.name === name && workspace.description === description
    if (isSame) return { id: workspaceId, name, handle }
    if (expected && (workspace.name !== expected.name || workspace.description !== expected.description))
      throw changedMeanwhile('Somebody changed the name or the description')
    await store.updateWorkspace(tx, { accountId, id: workspaceId, name, description })
    await recordAudit(tx, ctx, {
      accountId,
      action: 'workspace.updated',
      message: `${actor.name} changed the workspace ${workspace.name}${workspace.name === name ? '' : `, now ${name}`}`,
      objectTable: 'workspace',
      objectId: workspaceId,
      info: {
        before: { name: workspace.name, description: workspace.description },
        after: { name, description },
      },
    })
    return { id: workspaceId, name, handle }
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
    beforehand: limitHandles,
  } as const
  return changeWorkspace(ctx, change, async (tx, { workspace, actor }) => {
    if (workspace.handle === handle) return { handle }
    if (expectedHandle !== undefined && workspace.handle !== expectedHandle)
      throw changedMeanwhile(`Somebody changed the handle to ${workspace.handle}`)
    await requireFreeHandle(tx, { accountId, handle, exceptId: workspaceId })
    await refusingTakenHandle(() => store.updateHandle(tx, { accountId, id: workspaceId, handle }))
    await recordAudit(tx, ctx, {
      accountId,
      action: 'workspace.handle_changed',
      message: `${actor.name} changed the handle of the workspace ${workspace.name} from ${workspace.handle} to ${handle}`,
      objectTable: 'workspace',
      objectId: workspaceId,
      info: { before: { handle: workspace.handle }, after: { handle } },
    })
    return { handle }
  })
}

/**
 * Deletes a workspace with everything in it, for good: grants end, and pending invitations do not name it any more. Needs
 * `delete:workspace` there and its handle typed exactly (`invalid_input`/`handle_mismatch`).
 */
export async function deleteWorkspace(ctx: Ctx, input: DeleteWorkspaceInput): Promise<{ deleted: true }> {
  const { accountId, workspaceId } = input
  const change = {
    accountId,
    workspaceId,
    permission: 'delete:workspace',
    attempt: 'delete a workspace',
  } as const
  return changeWorkspace(ctx, change, async (tx, { workspace, actor, membership }) => {
    if (input.handle !== workspace.handle) throw handleMismatch(workspace.handle)
    const membershipId = membership.id
    const { grants, invitations } = await findSurroundings(tx, { accountId, workspaceId, membershipId })
    const granted = await store.listFirstGrants(tx, { accountId, workspaceId, limit: grantsNamed })
    await store.deleteWorkspace(tx, accountId, workspaceId)
    await recordAudit(tx, ctx, {
      accountId,
      action: 'workspace.deleted',
      message: `${actor.name} deleted the workspace ${workspace.name}`,
      objectTable: 'workspace',
      objectId: workspaceId,
      info: {
        before: {
          name: workspace.name,
          handle: workspace.handle,
          grants,
          granted: granted.map(grantInfo),
          invitations,
        },
      },
    })
    return { deleted: true }
  })
}

/** The workspaces of an account and how many its plan allows (R12); nothing is counted where there is no limit. */
export async function countWorkspacePlaces(tx: Tx, { account }: AccountAccess): Promise<WorkspacePlaces> {
  const limit = limitsOfPlan(account.plan).workspaces
  return limit === null
    ? { taken: 0, limit }
    : { taken: await store.countWorkspaces(tx, account.id, limit), limit }
}

// Whether a handle is free tells of workspaces that one cannot see: nobody asks of many.
async function limitHandles({ actor }: AccountAccess): Promise<void> {
  await consume('handles', principalIdOf(actor))
}

/** Throws `conflict`/`handle_taken` when another workspace of the account has the handle. */
export async function requireFreeHandle(
  tx: Tx,
  wanted: { accountId: string; handle: string; exceptId: string | null },
): Promise<void> {
  const id = await store.findByHandle(tx, wanted.accountId, wanted.handle)
  if (id && id !== wanted.exceptId) throw handleTaken()
}

/** Does what takes a handle; the database's refusal of one that was taken at the same moment becomes ours. */
export async function refusingTakenHandle<Result>(write: () => Promise<Result>): Promise<Result> {
  return write().catch((error: unknown) => {
    throw isUniqueViolation(error) ? handleTaken() : error
  })
}

/** The refusal of a handle that was typed to confirm and is not the workspace's. */
export function handleMismatch(handle: string): AppError {
  const sentence = `Type the handle, ${handle}, to confirm.`
  return new AppError('invalid_input', 'handle_mismatch', { message: sentence, fields: { handle: sentence } })
}

function handleTaken(): AppError {
  const sentence = 'A workspace of this account has this handle. Choose another.'
  return new AppError('conflict', 'handle_taken', { message: sentence, fields: { handle: sentence } })
}

function changedMeanwhile(what: string): AppError {
  return new AppError('precondition_failed', 'changed_meanwhile', {
    message: `${what} meanwhile. Look at it, then save again.`,
  })
}
