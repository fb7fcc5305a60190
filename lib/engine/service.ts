import { randomUUID } from 'node:crypto'
import type { Ctx } from '@/lib/authz/context'
import { authorizeWorkspace } from '@/lib/authz/workspace-standing'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import type { WorkspacePermission } from '@/lib/policy/permissions'
import type { WorkspaceOf } from '@/lib/workspaces/schema'

// What an orchestration engine keeps: deployments, work pools, automations and the like. There is none behind a workspace yet, so there is
// nothing of it; who may ask is decided as it will be.

/** How many of a kind an engine keeps: none. Needs the kind's `read:` permission in the workspace. */
export async function countKept(
  ctx: Ctx,
  workspace: WorkspaceOf,
  permission: WorkspacePermission,
): Promise<0> {
  await authorizeWorkspace(ctx, database(), workspace, permission)
  return 0
}

/** What an engine keeps of a kind: an empty list. Needs the kind's `read:` permission in the workspace. */
export async function listKept(
  ctx: Ctx,
  workspace: WorkspaceOf,
  permission: WorkspacePermission,
): Promise<[]> {
  await authorizeWorkspace(ctx, database(), workspace, permission)
  return []
}

/** Where results are kept unless a flow says so itself: nowhere. Needs `read:workspace`. */
export async function getResultStorage(
  ctx: Ctx,
  workspace: WorkspaceOf,
): Promise<{ default_result_storage_block_id: null }> {
  await authorizeWorkspace(ctx, database(), workspace, 'read:workspace')
  return { default_result_storage_block_id: null }
}

/** The version of the interface that is spoken here, as its clients compare it with theirs. */
const INTERFACE_VERSION = '3.8.4'

/** The version that a client may expect of what answers it. Needs `read:workspace`. */
export async function getInterfaceVersion(ctx: Ctx, workspace: WorkspaceOf): Promise<string> {
  await authorizeWorkspace(ctx, database(), workspace, 'read:workspace')
  return INTERFACE_VERSION
}

/**
 * Leave to go on for tasks whose tags could have a limit: at once, as there are no limits, and nothing is kept of it. Without this answer
 * every flow with a tagged task fails (runs-wire-format section 2.3). For who reports runs: needs `update:flow_run`.
 */
export async function takeConcurrencySlots(
  ctx: Ctx,
  workspace: WorkspaceOf,
): Promise<{ lease_id: string; limits: [] }> {
  await authorizeWorkspace(ctx, database(), workspace, 'update:flow_run')
  return { lease_id: randomUUID(), limits: [] }
}

/** Lets through who may see the workspace: anybody else is told that it does not exist. Throws `unauthenticated` and `not_found`. */
export async function authorizeEngine(ctx: Ctx, workspace: WorkspaceOf): Promise<void> {
  await authorizeWorkspace(ctx, database(), workspace, 'read:workspace')
}

/** The refusal of what neither Roster nor an engine behind the workspace serves. */
export function nothingThere(): AppError {
  return new AppError('not_found', undefined, { message: 'There is nothing at this address.' })
}
