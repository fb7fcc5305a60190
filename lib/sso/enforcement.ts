import type { AuditInput } from '@/lib/audit/schema'
import { recordAudit } from '@/lib/audit/service'
import { authorizeAccount } from '@/lib/authz/access'
import { changeAccount, changeOfAccount } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { requireUnchanged } from '@/lib/authz/expected'
import { enforceRule } from '@/lib/authz/refusal-codes'
import { capabilityOf } from '@/lib/capability'
import { database, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { countedAtMost } from '@/lib/format'
import { firstRefusal } from '@/lib/policy/decision'
import { decideBreakGlass, decideRequirement } from './enforcement-rules'
import {
  type SetBreakGlassInput,
  type SetSessionLengthInput,
  type SsoEnforcementView,
} from './enforcement-schema'
import * as store from './enforcement-store'
import { decideSsoChange, decideSsoUse } from './use'

type OfAccount = { accountId: string }

/** How an organization holds its members to single sign-on, and what one may do about it. Needs `read:sso`. */
export async function getSsoEnforcement(ctx: Ctx, { accountId }: OfAccount): Promise<SsoEnforcementView> {
  const access = await authorizeAccount(ctx, database(), accountId, 'read:sso')
  const row = await getStanding(database(), ctx, accountId)
  const change = decideSsoChange(access)
  const use = decideSsoUse(access)
  return {
    is_required: row.isSsoRequired,
    session_minutes: row.sessionMinutes,
    members: row.members,
    members_without_identity: row.withoutIdentity,
    break_glass: row.breakGlass.map(({ membershipId, name, email, hasPassword, lastUsedAt }) => ({
      membership_id: membershipId,
      name,
      email,
      has_password: hasPassword,
      last_used_at: lastUsedAt && new Date(lastUsedAt).toISOString(),
    })),
    is_recoverable: row.isRecoverable,
    can: {
      require: capabilityOf(firstRefusal(use, decideRequirement({ ...row, now: ctx.now }))),
      lift: capabilityOf(change),
      set_session_length: capabilityOf(use),
      set_break_glass: capabilityOf(use),
    },
  }
}

/**
 * Requires single sign-on of the members with an address of a proven domain: from their next request on the organization opens to them through it
 * alone. Needs `update:sso` and a plan with single sign-on; `conflict` with `sso_not_ready` without an active connection for a proven domain, and with
 * `sso_not_proven` unless whoever asks came through such a one in the last hour, in the session that asks (with a key: in any of theirs).
 */
export async function requireSingleSignOn(
  ctx: Ctx,
  { accountId }: OfAccount,
): Promise<{ is_required: boolean }> {
  const change = changeOfAccount(accountId, 'update:sso', 'require single sign-on')
  return changeAccount(ctx, change, async (tx, access) => {
    enforceRule(decideSsoUse(access))
    const row = await getStanding(tx, ctx, accountId)
    if (row.isSsoRequired) return { is_required: true }
    enforceRule(decideRequirement({ ...row, now: ctx.now }))
    await store.setRequired(tx, accountId, true)
    await recordAudit(tx, ctx, {
      ...ofAccount(accountId),
      action: 'account.sso_required',
      message: `${access.actor.name} made ${row.name} require single sign-on`,
      info: { members: row.members },
    })
    return { is_required: true }
  })
}

/** Lets members in by a password again. Needs `update:sso`, whatever the plan. */
export async function liftSingleSignOn(
  ctx: Ctx,
  { accountId }: OfAccount,
): Promise<{ is_required: boolean }> {
  const change = changeOfAccount(accountId, 'update:sso', 'stop requiring single sign-on')
  return changeAccount(ctx, change, async (tx, access) => {
    enforceRule(decideSsoChange(access))
    const row = await getEnforcement(tx, accountId)
    if (!row.isSsoRequired) return { is_required: false }
    await store.setRequired(tx, accountId, false)
    await recordAudit(tx, ctx, {
      ...ofAccount(accountId),
      action: 'account.sso_lifted',
      message: `${access.actor.name} made ${row.name} stop requiring single sign-on`,
    })
    return { is_required: false }
  })
}

/**
 * Sets for how many minutes after signing in a session opens the organization, for all its members; null for as long as sessions last. Needs
 * `update:sso`, and to set one a plan with single sign-on; `changed_meanwhile` where it is another by now than `expectedMinutes` (R13).
 */
export async function setSessionLength(
  ctx: Ctx,
  { accountId, minutes, expectedMinutes }: SetSessionLengthInput,
): Promise<{ session_minutes: number | null }> {
  const change = changeOfAccount(accountId, 'update:sso', 'change how long sessions last')
  return changeAccount(ctx, change, async (tx, access) => {
    enforceRule(minutes === null ? decideSsoChange(access) : decideSsoUse(access))
    const { name, sessionMinutes } = await getEnforcement(tx, accountId)
    requireUnchanged(sessionMinutes, expectedMinutes, changed('the length of sessions'))
    if (sessionMinutes === minutes) return { session_minutes: minutes }
    await store.setSessionMinutes(tx, accountId, minutes)
    const length = minutes === null ? 'for as long as they last' : `for ${minutes} minutes`
    await recordAudit(tx, ctx, {
      ...ofAccount(accountId),
      action: 'account.session_length_changed',
      message: `${access.actor.name} let sessions open ${name} ${length}`,
      info: { before: { session_minutes: sessionMinutes }, after: { session_minutes: minutes } },
    })
    return { session_minutes: minutes }
  })
}

/**
 * Names the Administrators, all of them, whom a password lets in where single sign-on is required; who loses that role is named no longer. Needs
 * `update:sso`, and to name one more a plan with single sign-on; `not_found` for a membership of another account, `conflict`/`not_an_administrator`,
 * `changed_meanwhile` where others are named by now than `expectedMembershipIds` (R13).
 */
export async function setBreakGlass(
  ctx: Ctx,
  { accountId, membershipIds, expectedMembershipIds }: SetBreakGlassInput,
): Promise<{ membership_ids: string[] }> {
  const change = changeOfAccount(accountId, 'update:sso', 'change the break-glass Administrators')
  return changeAccount(ctx, change, async (tx, access) => {
    enforceRule(decideSsoChange(access))
    const before = await store.listBreakGlass(tx, accountId)
    const asked = [...new Set(membershipIds.map((id) => id.toLowerCase()))].toSorted()
    const current = before.map(({ membershipId }) => membershipId).toSorted()
    requireUnchanged(current, expectedMembershipIds?.toSorted(), changed('the break-glass Administrators'))
    if (asked.join() === current.join()) return { membership_ids: current }
    if (asked.some((id) => !current.includes(id))) enforceRule(decideSsoUse(access))
    const named = await getCandidates(tx, accountId, asked)
    await store.replaceBreakGlass(tx, accountId, asked, ctx.now)
    await recordAudit(tx, ctx, {
      ...ofAccount(accountId),
      action: 'account.break_glass_changed',
      message:
        named.length === 0
          ? `${access.actor.name} removed all break-glass Administrators of ${access.account.name}`
          : `${access.actor.name} let ${namesOf(named)} into ${access.account.name} by a password`,
      info: {
        before: before.map(({ membershipId: id, name }) => ({ id, name })),
        after: named.map(({ membershipId: id, name }) => ({ id, name })),
      },
    })
    return { membership_ids: asked }
  })
}

async function getStanding(tx: Tx, { actor, now }: Ctx, accountId: string): Promise<store.StandingRow> {
  const asked = { asking: actor.kind === 'USER' ? actor : null, now, atMost: countedAtMost }
  const row = await store.findStanding(tx, accountId, asked)
  if (!row) throw new AppError('not_found')
  return row
}

async function getEnforcement(tx: Tx, accountId: string): Promise<store.EnforcementRow> {
  const row = await store.findEnforcement(tx, accountId)
  if (!row) throw new AppError('not_found')
  return row
}

async function getCandidates(tx: Tx, accountId: string, ids: string[]): Promise<store.CandidateRow[]> {
  const rows = await store.listCandidates(tx, accountId, ids)
  if (rows.length < ids.length)
    throw new AppError('not_found', 'member_not_found', {
      message: 'The organization has no such member. Reload the page to see those that it has.',
    })
  for (const row of rows) enforceRule(decideBreakGlass(row))
  return rows
}

function ofAccount(accountId: string): Pick<AuditInput, 'accountId' | 'objectTable' | 'objectId'> {
  return { accountId, objectTable: 'account', objectId: accountId }
}

function namesOf(named: store.CandidateRow[]): string {
  return named.map(({ name }) => name).join(', ')
}

function changed(what: string): string {
  return `Somebody changed ${what} meanwhile. Reload the page to see what is set now.`
}
