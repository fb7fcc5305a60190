import { z } from 'zod'
import { capabilityView } from '@/lib/capability'
import { planName } from '@/lib/plans/schema'
import { askedHandle, searchText } from '@/lib/text'
import { uuid } from '@/lib/uuid'

/** An account by its current or a former handle. */
export const accountByHandle = z.strictObject({ handle: askedHandle })
export type AccountByHandle = z.infer<typeof accountByHandle>

export const userById = z.strictObject({ userId: uuid() })
export type UserById = z.infer<typeof userById>

/** Whether an account is in use; the time is RFC 3339 in UTC. */
export const suspendedAccountView = z.object({
  id: z.uuid(),
  handle: z.string(),
  suspended_at: z.iso.datetime().nullable(),
})
export type SuspendedAccountView = z.infer<typeof suspendedAccountView>

/**
 * Whether a person may sign in, and how many of their sessions ended now. `only_administrator_of` are handles of suspended organizations that
 * nobody else can administer, at most 20: they cannot be reactivated before this person or another Administrator.
 */
export const suspendedUserView = z.object({
  id: z.uuid(),
  suspended_at: z.iso.datetime().nullable(),
  ended_sessions: z.number().int(),
  only_administrator_of: z.array(z.string()),
})
export type SuspendedUserView = z.infer<typeof suspendedUserView>

export const endedSessionsView = z.object({ id: z.uuid(), ended_sessions: z.number().int() })
export type EndedSessionsView = z.infer<typeof endedSessionsView>

/** To whom a link was mailed. */
export const startedResetView = z.object({ id: z.uuid(), email: z.string() })
export type StartedResetView = z.infer<typeof startedResetView>

const page = {
  search: searchText,
  cursor: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
}

/** By which the operator's lists are ordered; `-` before it turns the order around. */
export const operatorSort = z.enum(['created', '-created', 'name', '-name']).default('-created')
export type OperatorSort = z.infer<typeof operatorSort>

/** What may be told of whether something is in use. */
export const inUseState = z.enum(['active', 'suspended'])

/** Which accounts the operator asks for. `search` matches any part of the name and the handle, whatever its case. */
export const listOperatorAccountsInput = z.object({
  ...page,
  sort: operatorSort,
  plan: planName.optional(),
  kind: z.enum(['PERSONAL', 'ORGANIZATION']).optional(),
  state: inUseState.optional(),
})
export type ListOperatorAccountsInput = z.output<typeof listOperatorAccountsInput>

/** How many of something there are, counted to 1,000, and how many the plan has; null is unlimited. */
export const usageView = z.object({ used: z.number().int(), limit: z.number().int().nullable() })
export type UsageView = z.infer<typeof usageView>

/** An account as the operator sees it: what it is called, its plan and how much there is, and nothing of what is in it. */
export const operatorAccountRow = z.object({
  id: z.uuid(),
  kind: z.enum(['PERSONAL', 'ORGANIZATION']),
  name: z.string(),
  handle: z.string(),
  plan: planName,
  members: usageView,
  service_accounts: usageView,
  workspaces: usageView,
  created_at: z.iso.datetime(),
  suspended_at: z.iso.datetime().nullable(),
})
export type OperatorAccountRow = z.infer<typeof operatorAccountRow>

/** Which users the operator asks for. `search` matches any part of the name and the address, whatever its case. */
export const listOperatorUsersInput = z.object({ ...page, sort: operatorSort, state: inUseState.optional() })
export type ListOperatorUsersInput = z.output<typeof listOperatorUsersInput>

/**
 * A person as the operator sees them. Counts go to 1,000. Suspending is refused as well to the last Administrator of an organization in use (R7),
 * which is looked at when it is tried.
 */
export const operatorUserRow = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  is_operator: z.boolean(),
  is_email_verified: z.boolean(),
  accounts: z.number().int(),
  sessions: z.number().int(),
  last_active_at: z.iso.datetime().nullable(),
  created_at: z.iso.datetime(),
  suspended_at: z.iso.datetime().nullable(),
  can: z.object({ suspend: capabilityView, resetPassword: capabilityView }),
})
export type OperatorUserRow = z.infer<typeof operatorUserRow>

/** How counts of these lists end. */
export const countedAtMost = 1_000

export const jobStates = ['running', 'failing', 'failed', 'waiting'] as const
/** `failing` is tried again by itself, `failed` is given up. */
export const jobState = z.enum(jobStates)
export type JobState = z.infer<typeof jobState>

/** Which jobs the operator asks for, the newest first. */
export const listJobsInput = z.object({
  state: jobState.optional(),
  cursor: page.cursor,
  limit: page.limit,
})
export type ListJobsInput = z.output<typeof listJobsInput>

/** A job of the queue, without what it carries. `error` is the first line of why its last try failed. */
export const jobRow = z.object({
  id: z.string(),
  name: z.string(),
  state: jobState,
  attempts: z.number().int(),
  tries: z.number().int(),
  error: z.string().nullable(),
  created_at: z.iso.datetime(),
  run_at: z.iso.datetime(),
  running_since: z.iso.datetime().nullable(),
  can: z.object({ retry: capabilityView }),
})
export type JobRow = z.infer<typeof jobRow>

/** A job by its number. */
export const jobById = z.strictObject({ id: z.string().max(100) })
export type JobById = z.infer<typeof jobById>

export const healthState = z.enum(['ok', 'warning', 'failing'])
export type HealthState = z.infer<typeof healthState>

/** One thing that the installation needs, and how it is. */
export const healthCheckView = z.object({
  /** `database`, `migrations`, `worker`, `jobs`, `mail`, `audit`, `disk` or `version`. */
  id: z.string(),
  title: z.string(),
  state: healthState,
  detail: z.string(),
  /** When it last worked, where that is known: a worker was heard of, a mail left. */
  at: z.iso.datetime().nullable(),
})
export type HealthCheckView = z.infer<typeof healthCheckView>

/** How the installation is: as bad as the worst of its checks. */
export const healthView = z.object({
  state: healthState,
  checked_at: z.iso.datetime(),
  checks: z.array(healthCheckView),
})
export type HealthView = z.infer<typeof healthView>

/** A setting as it is in effect. The value of one that may hold a secret is left out: null, and `is_secret` says so. */
export const settingRow = z.object({
  name: z.string(),
  value: z.string().nullable(),
  is_default: z.boolean(),
  is_secret: z.boolean(),
})
export type SettingRow = z.infer<typeof settingRow>
