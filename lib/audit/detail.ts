import type { z } from 'zod'
import { requireOperator } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { loadVisibleWorkspaces, type VisibleWorkspace } from '@/lib/authz/workspace-standing'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { hexOf } from './chain'
import { findEvent, type EventWithThings, type FoundThing } from './detail-store'
import { installationId } from './installation'
import { logRowOf } from './list'
import { authorizeLog } from './of-object'
import type { AuditEventDetail, AuditLink, auditEventParams, installationEventParams } from './schema'

/**
 * One event of an account's audit log, with who did it, what it is about and the workspace it lies in as far as they are still there and the
 * viewer can open them. Needs `read:audit_log`, and a plan with an audit log (R12: `forbidden`/`plan_required`); `not_found` where the
 * account has no such event, or has none any more.
 */
export async function getAuditEvent(
  ctx: Ctx,
  { accountId, auditEventId }: z.output<typeof auditEventParams>,
): Promise<AuditEventDetail> {
  const access = await authorizeLog(ctx, accountId)
  const event = await requireEvent(accountId, auditEventId)
  const { workspaceId } = event
  const ids = workspaceId ? [workspaceId] : []
  const workspace = (await loadVisibleWorkspaces(database(), access, ids, ctx.now)).get(workspaceId ?? '')
  return {
    ...provenOf(event),
    actor_link: event.actor && { ...event.actor, workspace_handle: null },
    object_link: event.object && linkOf(event.object, workspace),
    workspace_link: workspace
      ? linkOf({ kind: 'workspace', id: workspace.id, name: workspace.name }, workspace)
      : null,
  }
}

/**
 * One event of the installation's own log. It leads nowhere: what is in an account is not the operator's to open. For operators, `not_found`
 * for others and for an event that the log has not.
 */
export async function getInstallationEvent(
  ctx: Ctx,
  { auditEventId }: z.output<typeof installationEventParams>,
): Promise<AuditEventDetail> {
  requireOperator(ctx)
  const event = await requireEvent(installationId, auditEventId)
  return { ...provenOf(event), actor_link: null, object_link: null, workspace_link: null }
}

async function requireEvent(accountId: string, auditEventId: string): Promise<EventWithThings> {
  const event = await findEvent(database(), accountId, auditEventId)
  if (!event) throw eventNotFound()
  return event
}

function provenOf(event: EventWithThings) {
  return { ...logRowOf(event), hash: hexOf(event.hash), previous_hash: hexOf(event.previousHash) }
}

// What lies in a workspace is there for whoever can open the workspace.
function linkOf(thing: FoundThing, workspace: VisibleWorkspace | undefined): AuditLink | null {
  if (thing.kind !== 'workspace' && thing.kind !== 'flow' && thing.kind !== 'flow_run')
    return { ...thing, workspace_handle: null }
  return workspace ? { ...thing, workspace_handle: workspace.handle } : null
}

function eventNotFound(): AppError {
  return new AppError('not_found', 'audit_event_not_found', {
    message: 'The audit log has no such event, or lets go of it by now for its age.',
  })
}
