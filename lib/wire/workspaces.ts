import type { z } from 'zod'
import { authorizeAccount, requirePrincipal } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { authorizeWorkspace, workspaceNotFound } from '@/lib/authz/workspace-standing'
import { database } from '@/lib/db/transaction'
import { updateWorkspace } from '@/lib/workspaces/edit'
import { createWorkspace, deleteWorkspace } from '@/lib/workspaces/manage'
import type { TransferPreview, WorkspaceDetail } from '@/lib/workspaces/schema'
import { previewTransfer, transferWorkspace } from '@/lib/workspaces/transfer'
import { baseOf, valuesOf } from './fields'
import type {
  createWorkspaceInput,
  FilterWorkspaces,
  transferInput,
  updateWorkspaceInput,
  WireWorkspaceView,
} from './workspace-schema'
import * as store from './workspaces-store'

type OfWorkspace = { accountId: string; workspaceId: string }

/** The workspaces of an account that whoever asks can open, by name. Needs `read:organization`. */
export async function listWireWorkspaces(
  ctx: Ctx,
  accountId: string,
  input: FilterWorkspaces,
): Promise<WireWorkspaceView[]> {
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
export async function getWireWorkspace(ctx: Ctx, of: OfWorkspace): Promise<WireWorkspaceView> {
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
export function wireWorkspaceOf(detail: WorkspaceDetail): WireWorkspaceView {
  return {
    id: detail.id,
    created: detail.created_at,
    updated: detail.updated_at,
    account_id: detail.account.id,
    name: detail.name,
    handle: detail.handle,
    description: detail.description,
    default_workspace_role_id: detail.default_role?.id ?? null,
    is_public: false,
  }
}

/** Makes a workspace, as `createWorkspace` does; whoever may make some sees them. */
export async function createWireWorkspace(
  ctx: Ctx,
  accountId: string,
  input: z.output<typeof createWorkspaceInput>,
): Promise<WireWorkspaceView> {
  const { name, handle, description, default_workspace_role_id: defaultRoleId } = input
  const asked = { name, handle, description: description ?? '', defaultRoleId: defaultRoleId ?? null }
  const { id } = await createWorkspace(ctx, { accountId, ...asked })
  return getWireWorkspace(ctx, { accountId, workspaceId: id })
}

/** Changes one, all of it or nothing, as `updateWorkspace` does; the client was shown nothing to compare with (R13). */
export async function updateWireWorkspace(
  ctx: Ctx,
  of: OfWorkspace,
  input: z.output<typeof updateWorkspaceInput>,
): Promise<void> {
  await updateWorkspace(ctx, {
    ...of,
    name: input.name ?? undefined,
    handle: input.handle ?? undefined,
    description: input.description ?? undefined,
    defaultRoleId: input.default_workspace_role_id ?? undefined,
  })
}

/** Deletes one, as `deleteWorkspace` does; these clients ask their users themselves. */
export async function deleteWireWorkspace(ctx: Ctx, of: OfWorkspace): Promise<void> {
  await deleteWorkspace(ctx, { ...of, handle: null })
}

/** Moves one to another account, as `transferWorkspace` does. */
export async function transferWireWorkspace(
  ctx: Ctx,
  of: OfWorkspace,
  { to_account_id: toAccountId, new_handle: newHandle }: z.output<typeof transferInput>,
): Promise<WireWorkspaceView> {
  const handle = newHandle ?? (await getWireWorkspace(ctx, of)).handle
  await transferWorkspace(ctx, { ...of, toAccountId, handle })
  return getWireWorkspace(ctx, { accountId: toAccountId, workspaceId: of.workspaceId })
}

/** What that would do, as `previewTransfer` says it. */
export async function validateTransfer(
  ctx: Ctx,
  of: OfWorkspace,
  { to_account_id: to }: z.output<typeof transferInput>,
): Promise<TransferPreview> {
  return previewTransfer(ctx, { ...of, to })
}

function viewOf(accountId: string, row: store.WorkspaceRow): WireWorkspaceView {
  const { name, handle, description, defaultRoleId } = row
  const said = { account_id: accountId, name, handle, description }
  return { ...baseOf(row), ...said, default_workspace_role_id: defaultRoleId, is_public: false }
}
