import { z } from 'zod'
import { recordingRefusals } from '@/lib/audit/service'
import { authorizeAccount, requireOperator, requirePrincipal, requireUser } from '@/lib/authz/access'
import { authorizeReport } from '@/lib/authz/authorize-report'
import type { Ctx } from '@/lib/authz/context'
import { authorizeWorkspace } from '@/lib/authz/workspace-standing'
import { database } from '@/lib/db/transaction'
import type { Permission } from '@/lib/policy/permissions'
import { uuid } from '@/lib/uuid'
import type { Demand } from './demand'

// Programs without them do not stop asking: they are noted once a minute.
const reporting: ReadonlySet<Permission> = new Set([
  'create:flow',
  'update:flow',
  'create:flow_run',
  'update:flow_run',
])

const place = z.object({ accountId: uuid(), workspaceId: uuid() }).partial()

/**
 * Lets whoever asks pass a route's demand in the account or workspace of its path, or throws what the service behind it would
 * (`not_found`, `forbidden`, `unauthenticated`). For what the router does before the service is asked, or without asking it.
 */
export async function requireDemand(
  ctx: Ctx,
  demand: Demand,
  params: Readonly<Record<string, string>>,
): Promise<void> {
  const { accountId = '', workspaceId = '' } = place.parse(params)
  switch (demand.of) {
    case 'organization':
      await authorizeAccount(ctx, database(), accountId, demand.permission)
      return
    case 'workspace':
      await authorizeWorkspace(ctx, database(), { accountId, workspaceId }, demand.permission)
      return
    case 'person':
      requireUser(ctx)
      return
    case 'operator':
      requireOperator(ctx)
      return
    case 'principal':
      requirePrincipal(ctx)
      return
    case 'anyone':
  }
}

/** The same before a change is read that the service would have refused: recorded as the service would have recorded it. */
export async function requireDemandOfChange(
  ctx: Ctx,
  demand: Demand,
  params: Readonly<Record<string, string>>,
): Promise<void> {
  const { accountId = '', workspaceId = '' } = place.parse(params)
  if (!('permission' in demand) || demand.permission.startsWith('read:'))
    return requireDemand(ctx, demand, params)
  const attempt = `send a change that needs ${demand.permission}`
  if (demand.of === 'workspace' && reporting.has(demand.permission)) {
    await authorizeReport(ctx, { accountId, workspaceId }, demand.permission, attempt)
    return
  }
  const object =
    demand.of === 'workspace'
      ? ({ objectTable: 'workspace', objectId: workspaceId } as const)
      : ({ objectTable: 'account', objectId: accountId } as const)
  await recordingRefusals(ctx, { accountId, ...object, attempt }, () => requireDemand(ctx, demand, params))
}
