import type { WorkspaceOf } from '@/lib/workspaces/schema'
import type { z } from 'zod'
import { authorizeAccount, requirePrincipal } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { authorizeWorkspace, workspaceNotFound } from '@/lib/authz/workspace-standing'
import { database } from '@/lib/db/transaction'
import * as edit from '@/lib/workspaces/edit'
import * as manage from '@/lib/workspaces/manage'
import type { TransferPreview, WorkspaceDetail } from '@/lib/workspaces/schema'
import * as transfer from '@/lib/workspaces/transfer'
import { baseOf, valuesOf } from './fields'
import type {
  createWorkspaceInput,
  FilterWorkspaces,
  transferInput,
  updateWorkspaceInput,
  WorkspaceView,
} from './workspaces-schema'
import * as store from './workspaces-store'

/** The workspaces of an account that whoever asks can open, by name. Needs `read:organization`. */
export async function listWorkspaces(
  ctx: Ctx,
  accountId: string,
  input: FilterWorkspaces,
): Promise<WorkspaceView[]> {
  const { membership } = await authorizeAccount(ctx, database(), accountId, 'read:organization')
  const { workspaces: filter, limit, offset } = input
  const rows = await store.listWorkspaces(database(), {
    accountId,
    membershipId: membership.id,
    handles: valuesOf(filter?.handle),
    names: valuesOf(filter?.name),
    ids: valuesOf(filter?.id),
    now: ctx.now,
    limit,
    offset,
  })
  return rows.map((row) => viewOf(accountId, row))
}

/** One workspace; `not_found` for one that whoever asks cannot open. */
export async function getWorkspace(ctx: Ctx, of: WorkspaceOf): Promise<WorkspaceView> {
  const { workspace, account } = await authorizeWorkspace(ctx, database(), of, 'read:workspace')
  return viewOf(account.id, { ...workspace, defaultRoleId: workspace.defaultRole?.id ?? null })
}

/** The account of a workspace that is named by its id alone; `not_found` where whoever asks does not belong. */
export async function findAccountOfWorkspace(ctx: Ctx, workspaceId: string): Promise<string> {
  const accountId = await store.findAccountOf(database(), requirePrincipal(ctx), workspaceId)
  if (!accountId) throw workspaceNotFound()
  return accountId
}

/** What clients of the wire format read of a workspace besides what its page shows. */
export function workspaceOf(detail: WorkspaceDetail): WorkspaceView {
  return viewOf(detail.account.id, {
    ...detail,
    defaultRoleId: detail.default_role?.id ?? null,
    createdAt: new Date(detail.created_at),
    updatedAt: new Date(detail.updated_at),
  })
}

/** Makes a workspace, as `createWorkspace` does; whoever may make some sees them. */
export async function createWorkspace(
  ctx: Ctx,
  accountId: string,
  input: z.output<typeof createWorkspaceInput>,
): Promise<WorkspaceView> {
  const { name, handle, description, default_workspace_role_id: defaultRoleId } = input
  const asked = { name, handle, description: description ?? '', defaultRoleId: defaultRoleId ?? null }
  const { id } = await manage.createWorkspace(ctx, { accountId, ...asked })
  return getWorkspace(ctx, { accountId, workspaceId: id })
}

/** Changes one, all of it or nothing, as `updateWorkspace` does; the client was shown nothing to compare with (R13). */
export async function updateWorkspace(
  ctx: Ctx,
  of: WorkspaceOf,
  input: z.output<typeof updateWorkspaceInput>,
): Promise<void> {
  await edit.updateWorkspace(ctx, {
    ...of,
    name: input.name ?? undefined,
    handle: input.handle ?? undefined,
    description: input.description ?? undefined,
    defaultRoleId: input.default_workspace_role_id ?? undefined,
  })
}

/** Deletes one, as `deleteWorkspace` does; these clients ask their users themselves. */
export async function deleteWorkspace(ctx: Ctx, of: WorkspaceOf): Promise<void> {
  await manage.deleteWorkspace(ctx, { ...of, handle: null })
}

/** Moves one to another account, as `transferWorkspace` does. */
export async function transferWorkspace(
  ctx: Ctx,
  of: WorkspaceOf,
  { to_account_id: toAccountId, new_handle: newHandle }: z.output<typeof transferInput>,
): Promise<WorkspaceView> {
  const handle = newHandle ?? (await getWorkspace(ctx, of)).handle
  await transfer.transferWorkspace(ctx, { ...of, toAccountId, handle })
  return getWorkspace(ctx, { accountId: toAccountId, workspaceId: of.workspaceId })
}

/** What that would do, as `previewTransfer` says it. */
export async function validateTransfer(
  ctx: Ctx,
  of: WorkspaceOf,
  { to_account_id: to }: z.output<typeof transferInput>,
): Promise<TransferPreview> {
  return transfer.previewTransfer(ctx, { ...of, to })
}

function viewOf(accountId: string, row: store.WorkspaceRow): WorkspaceView {
  const { name, handle, description, defaultRoleId } = row
  const said = { account_id: accountId, name, handle, description }
  return { ...baseOf(row), ...said, default_workspace_role_id: defaultRoleId, is_public: false }
}
