import { z } from 'zod'
import { uuid } from '@/lib/uuid'

/** Tables an audit event may be about, named as the audit log shows them. */
export type AuditObjectTable =
  | 'user'
  | 'session'
  | 'account'
  | 'membership'
  | 'invitation'
  | 'role'
  | 'workspace'
  | 'service_account'
  | 'api_key'
  | 'mail'
  | 'job'
  | 'flow'
  | 'flow_run'

/** Every kind of event, one stable name each: `object.past_tense_verb`. */
export type AuditAction =
  | 'user.signed_up'
  | 'user.signed_in'
  | 'user.sign_in_failed'
  | 'user.signed_out'
  | 'user.email_verification_requested'
  | 'user.email_verified'
  | 'user.name_changed'
  | 'user.password_changed'
  | 'user.password_reset_requested'
  | 'user.password_reset'
  | 'user.suspended'
  | 'user.reactivated'
  | 'user.sessions_ended'
  | 'user.deleted'
  | 'session.revoked'
  | 'account.created'
  | 'account.renamed'
  | 'account.handle_changed'
  | 'account.plan_changed'
  | 'account.deleted'
  | 'account.suspended'
  | 'account.reactivated'
  | 'membership.created'
  | 'membership.role_changed'
  | 'membership.suspended'
  | 'membership.reactivated'
  | 'membership.deleted'
  | 'membership.left'
  | 'role.created'
  | 'role.updated'
  | 'role.deleted'
  | 'invitation.role_changed'
  | 'grant.created'
  | 'grant.role_changed'
  | 'grant.expiry_changed'
  | 'grant.deleted'
  | 'workspace.created'
  | 'workspace.updated'
  | 'workspace.handle_changed'
  | 'workspace.default_role_changed'
  | 'workspace.deleted'
  | 'workspace.transferred_away'
  | 'workspace.transferred_here'
  | 'invitation.created'
  | 'invitation.resent'
  | 'invitation.link_copied'
  | 'invitation.revoked'
  | 'invitation.accepted'
  | 'invitation.declined'
  | 'service_account.created'
  | 'service_account.updated'
  | 'service_account.role_changed'
  | 'service_account.suspended'
  | 'service_account.reactivated'
  | 'service_account.deleted'
  | 'api_key.created'
  | 'api_key.rotated'
  | 'api_key.updated'
  | 'api_key.revoked'
  | 'account.profile_changed'
  | 'account.settings_changed'
  | 'account.domains_changed'
  | 'account.ip_allowlist_changed'
  | 'account.ip_allowlist_enforced'
  | 'account.ip_allowlist_lifted'
  | 'account.address_refused'
  | 'audit_log.exported'
  | 'flow.deleted'
  | 'flow_run.started'
  | 'flow_run.scheduled'
  | 'flow_run.resumed'
  | 'flow_run.parameters_changed'
  | 'flow_run.cancelled'
  | 'flow_run.deleted'
  | 'mail.retried'
  | 'job.retried'
  | 'mail.link_read'
  | 'change.refused'

/** What happened, as the service that did it says it. */
export type AuditInput = {
  accountId: string
  action: AuditAction
  /** A sentence in the past tense that reads without the other fields. */
  message: string
  objectTable: AuditObjectTable
  objectId: string
  /** The workspace it happened in, where the object is not the workspace itself. */
  workspaceId?: string
  /** Before and after, and what else matters; JSON values, never a secret. */
  info?: Record<string, JsonValue>
}

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }

/** An event as lists show it; the time is RFC 3339 in UTC, `info` has what was before and after. */
export const auditEventView = z.object({
  id: z.uuid(),
  timestamp: z.iso.datetime(),
  action: z.string(),
  message: z.string(),
  actor_name: z.string(),
  object_table: z.string(),
  object_id: z.string(),
  info: z.record(z.string(), z.unknown()),
})
export type AuditEventView = z.infer<typeof auditEventView>

/** What a list of the events about one object may be asked for. */
export const eventsPage = z.object({
  cursor: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(20),
})

/** An event as lists of a few show it; the time is RFC 3339 in UTC. */
export type RecentEvent = { id: string; message: string; timestamp: string }

const moment = z.iso
  .datetime({ offset: true, error: 'Give a date and time, such as 2026-12-31T23:59:59Z.' })
  .transform((text) => new Date(text))
  .refine((date) => !Number.isNaN(date.getTime()), { error: 'There is no such date.' })
  .optional()

/** Which way the audit log is read. */
const direction = z.enum(['ascending', 'descending', 'asc', 'desc'])

/**
 * What the audit log may be asked for: the newest events first unless `order_by` says otherwise; of several orders the first counts, as
 * no two events share a place.
 */
export const listAuditLogInput = z.object({
  accountId: uuid(),
  order_by: z
    .array(z.strictObject({ timestamp: direction }))
    .max(10)
    .default([]),
  cursor: z.string().max(1_000).optional(),
  limit: z.int().min(1).max(1_000).default(100),
})

/** What a page of it may be asked for by address. */
export const auditLogPage = z.object({
  order: direction.default('descending'),
  cursor: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
})

/** Which events an export has: those from `since` to before `until`, RFC 3339 with a zone. */
export const exportAuditLogInput = z.object({ accountId: uuid(), since: moment, until: moment })

/** An event of the audit log; `cursor` is where it stands, for the page after it. */
export const auditLogRow = auditEventView.extend({ cursor: z.string() })
export type AuditLogRow = z.infer<typeof auditLogRow>
