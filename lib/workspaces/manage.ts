import { recordAudit } from '@/lib/audit/service'
import type { AccountAccess } from '@/lib/authz/access'
import { changeAccount, changeWorkspace, enforce } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { requireConfirmed, type Confirmed } from '@/lib/authz/expected'
import { enforceRule } from '@/lib/authz/refusal-codes'
import { isUniqueViolation, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { countedBeyond } from '@/lib/plans/rules'
import { limitsOfPlan } from '@/lib/plans/service'
import { getRoleFacts, permissionsHeld } from '@/lib/roles/service'
import { grantInfo, grantsNamed } from './grant-info'
import { decideCreation, decideRoleInWorkspace, type WorkspacePlaces } from './rules'
import type { CreateWorkspaceInput, DeleteWorkspaceInput, WorkspaceReference } from './schema'
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
 * Deletes a workspace with everything in it, for good: grants end, and pending invitations do not name it any more. Needs
 * `delete:workspace` there and its handle typed exactly (`invalid_input`/`handle_mismatch`).
 */
export async function deleteWorkspace(
  ctx: Ctx,
  input: Confirmed<DeleteWorkspaceInput>,
): Promise<{ deleted: true }> {
  const { accountId, workspaceId } = input
  const change = {
    accountId,
    workspaceId,
    permission: 'delete:workspace',
    attempt: 'delete a workspace',
  } as const
  return changeWorkspace(ctx, change, async (tx, { workspace, actor, membership }) => {
    requireConfirmed(input.handle, workspace.handle)
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
    : { taken: await store.countWorkspaces(tx, account.id, limit + countedBeyond), limit }
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

function handleTaken(): AppError {
  const sentence = 'A workspace of this account has this handle. Choose another.'
  return new AppError('conflict', 'handle_taken', { message: sentence, fields: { handle: sentence } })
}
