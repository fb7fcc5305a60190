import { z } from 'zod'
import { searchText } from '@/lib/text'
import { uuid } from '@/lib/uuid'
import type { auditActionTitles } from './event-kinds'
import { auditFilter } from './filter'

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
  | 'webhook'
  | 'sso_domain'
  | 'sso_connection'
  | 'sso_identity'
  | 'group_mapping'
  | 'scim_token'
  | 'scim_user'
  | 'scim_group'

/** Every kind of event, one stable name each: `object.past_tense_verb`. */
export type AuditAction = keyof typeof auditActionTitles

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

/** The same of the installation's own log, whose sentences have each of the words. */
export const installationLogPage = eventsPage.extend({ search: searchText })

/** An event as lists of a few show it; the time is RFC 3339 in UTC. */
export type RecentEvent = { id: string; message: string; timestamp: string }

/** Which way the audit log is read. */
const direction = z.enum(['ascending', 'descending', 'asc', 'desc'])

/**
 * What the audit log may be asked for: the newest events first unless `order_by` says otherwise; of several orders the first counts, as
 * no two events share a place.
 */
export const listAuditLogInput = auditFilter.extend({
  accountId: uuid(),
  order_by: z
    .array(z.strictObject({ timestamp: direction }))
    .max(10)
    .default([]),
  cursor: z.string().max(1_000).optional(),
  limit: z.int().min(1).max(1_000).default(100),
})

/** What a page of it may be asked for by address. */
export const auditLogPage = auditFilter.extend({
  order: direction.default('descending'),
  cursor: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
})

/** Which events an export has. */
export const exportAuditLogInput = auditFilter.extend({ accountId: uuid() })

/** An event of the audit log, whoever did it, from where; `cursor` is where it stands, for the page after it. */
export const auditLogRow = auditEventView.extend({
  /** Counts from 1 in each account, without gaps. */
  sequence: z.number(),
  actor_kind: z.string(),
  /** Null for somebody not signed in and for the installation itself. */
  actor_id: z.string().nullable(),
  /** The workspace it is about, or in which what it is about lies. */
  workspace_id: z.string().nullable(),
  request_id: z.string().nullable(),
  ip_address: z.string().nullable(),
  user_agent: z.string().nullable(),
  /** What a person would call the device: "Firefox on Windows". */
  device: z.string(),
  cursor: z.string(),
})
export type AuditLogRow = z.infer<typeof auditLogRow>

/** One event of an account. */
export const auditEventParams = z.object({ accountId: uuid(), auditEventId: uuid() })

/** One event of the installation's own log. */
export const installationEventParams = auditEventParams.omit({ accountId: true })

/** A thing that is still there, and where it is shown. */
export const auditLink = z.object({
  kind: z.enum([
    'account',
    'member',
    'service_account',
    'role',
    'invitation',
    'workspace',
    'flow',
    'flow_run',
  ]),
  id: z.string(),
  name: z.string(),
  /** Of the workspace that it is in, or is. */
  workspace_handle: z.string().nullable(),
})
export type AuditLink = z.infer<typeof auditLink>

/** One event with all there is about it: its place in the chain, and what of it is still there for the viewer to open. */
export const auditEventDetail = auditLogRow.omit({ cursor: true }).extend({
  hash: z.string(),
  previous_hash: z.string(),
  actor_link: auditLink.nullable(),
  object_link: auditLink.nullable(),
  workspace_link: auditLink.nullable(),
})
export type AuditEventDetail = z.infer<typeof auditEventDetail>

/**
 * Why an event of a chain does not hold: it is missing (removed or reordered), changed (or put in), the chain's recorded end disagrees with it,
 * a checkpoint that this installation signed says that there was another one, or there is a checkpoint of it that nobody of ours signed.
 */
export const chainProblem = z.enum([
  'missing',
  'changed',
  'end_moved',
  'contradicts_checkpoint',
  'forged_checkpoint',
])
export type ChainProblem = z.infer<typeof chainProblem>

/** A chain by its account. */
export const ofChain = z.object({ accountId: uuid() })

/**
 * How far an account's chain was verified, when, and the first event that does not hold; nulls where it was not yet. Whether it is still to be
 * walked from its beginning by a job, which takes a while.
 */
export const chainState = z.object({
  last_sequence: z.int(),
  verified_sequence: z.int().nullable(),
  verified_at: z.iso.datetime().nullable(),
  first_bad_sequence: z.int().nullable(),
  problem: chainProblem.nullable(),
  is_being_verified: z.boolean(),
})
export type ChainState = z.infer<typeof chainState>

/** What a page of the checkpoints of an account may be asked for. */
export const listCheckpointsInput = ofChain.extend({
  cursor: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
})

/**
 * A checkpoint as it is downloaded: the hash of an event, signed. The signature is Ed25519 over the canonical JSON (RFC 8785) of `type`,
 * `account_id`, `sequence`, `hash`, `created_at`, `stands_for_removed` and `key_id`; it and the key are in base64.
 */
export const auditCheckpointView = z.object({
  type: z.string(),
  account_id: z.uuid(),
  sequence: z.int(),
  hash: z.string(),
  created_at: z.iso.datetime(),
  stands_for_removed: z.boolean(),
  key_id: z.string(),
  signature: z.string(),
  public_key: z.string(),
})
export type AuditCheckpointView = z.infer<typeof auditCheckpointView>
