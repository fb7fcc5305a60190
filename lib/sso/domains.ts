import { randomBytes } from 'node:crypto'
import { v7 as newId } from 'uuid'
import { recordAudit } from '@/lib/audit/service'
import { authorizeAccount, type AccountAccess } from '@/lib/authz/access'
import { changeAccount } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { requireUnchanged } from '@/lib/authz/expected'
import { enforceRule } from '@/lib/authz/refusal-codes'
import { capabilityOf } from '@/lib/capability'
import { database, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { countedAtMost } from '@/lib/format'
import { consume } from '@/lib/rate-limits/service'
import { findRecord, recordOf } from './dns'
import { factsOfDomain } from './domain-facts'
import { decideDomain, decideSpeaking, provenUntil, type RecordAnswer } from './domain-rules'
import {
  domainsAtMost,
  type AddSsoDomainInput,
  type AssignSsoDomainInput,
  type SsoDomainRemovalView,
  type SsoDomainsView,
  type SsoDomainView,
} from './domain-schema'
import { applyAnswer, requireUntaken } from './domain-state'
import * as store from './domain-store'
import { decideStillOpen } from './enforcement-rules'
import { decideSsoChange, decideSsoUse } from './use'

type OfAccount = { accountId: string }
type OfDomain = { accountId: string; domainId: string }

/** The domains of an organization by name, each with the DNS record that proves it, at most 50. Needs `read:sso`. */
export async function listSsoDomains(ctx: Ctx, { accountId }: OfAccount): Promise<SsoDomainsView> {
  const access = await authorizeAccount(ctx, database(), accountId, 'read:sso')
  const rows = await store.listDomains(database(), accountId, domainsAtMost)
  return {
    domains: rows.map(viewOf),
    can: { add: capabilityOf(decideSsoUse(access)), update: capabilityOf(decideSsoChange(access)) },
  }
}

/**
 * Notes a mail domain for an organization to prove. Needs `update:sso` and a plan with single sign-on (`plan_required`); `invalid_input` with
 * `public_suffix` or `public_mail_domain`; `conflict` with `personal_account`, `domain_taken` where another organization has proven it, `domain_added` where this one has
 * it, and `too_many_domains` beyond 50. Returns the domain with the record to make.
 */
export async function addSsoDomain(
  ctx: Ctx,
  { accountId, domain }: AddSsoDomainInput,
): Promise<SsoDomainView> {
  const id = newId()
  return changeDomain(
    ctx,
    { accountId, domainId: id },
    {
      attempt: `add the domain ${domain}`,
      beforehand: async (access) => {
        enforceRule(decideSsoUse(access))
        requireOwnable(domain)
      },
    },
    async (tx, access) => {
      enforceRule(decideSsoUse(access))
      requireRoom(await store.listNames(tx, accountId), domain)
      await requireUntaken(tx, domain, accountId)
      const token = randomBytes(16).toString('hex')
      const created = { id, domain, token, createdAt: ctx.now }
      await store.createDomain(tx, { accountId, ...created })
      await recordAudit(tx, ctx, {
        accountId,
        action: 'sso_domain.added',
        message: `${access.actor.name} added the domain ${domain}`,
        objectTable: 'sso_domain',
        objectId: id,
        info: { domain },
      })
      return viewOf({ ...created, ...unproven })
    },
  )
}

/**
 * Looks for the DNS record of a domain now, which proves it when it is there; a proof is lost after seven days without. Needs `update:sso`, and a plan
 * with single sign-on for a domain that is not proven; `conflict`/`domain_taken` where another organization proved it first; `not_found`; throws `rate_limited`.
 */
export async function checkSsoDomain(ctx: Ctx, of: OfDomain): Promise<SsoDomainView> {
  const { accountId, domainId } = of
  let asked: { token: string; answer: RecordAnswer } | undefined
  const beforehand = async (access: AccountAccess) => {
    const { domain, token, verifiedAt } = await getDomain(database(), of)
    enforceRule(verifiedAt ? decideSsoChange(access) : decideSsoUse(access))
    await consume('sso_domain_checks', accountId)
    // Before the transaction: name servers may take their time, and nobody is to wait for them.
    asked = { token, answer: await findRecord({ domain, token }) }
  }
  return changeDomain(ctx, of, { attempt: 'check a domain', beforehand }, async (tx) => {
    const row = await getDomain(tx, of)
    if (asked?.token === row.token) await applyAnswer(tx, ctx, { accountId, row, answer: asked.answer })
    return viewOf(await getDomain(tx, { accountId, domainId }))
  })
}

/**
 * Says which connection speaks for the addresses of a domain, or none. Needs `update:sso`; `not_found` for a connection or domain that the organization
 * does not have, `conflict`/`connection_not_active` for one that lets nobody in, `conflict`/`would_lock_out` where single sign-on is required and no way
 * in would be left, `changed_meanwhile` where it is another by now than `expectedConnectionId` (R13).
 */
export async function assignSsoDomain(ctx: Ctx, input: AssignSsoDomainInput): Promise<SsoDomainView> {
  const { accountId, domainId, connectionId, expectedConnectionId } = input
  const attempt = 'change the connection of a domain'
  return changeDomain(ctx, input, { attempt }, async (tx, access) => {
    enforceRule(decideSsoChange(access))
    const before = await getDomain(tx, input)
    const connection = connectionId ? await getConnection(tx, accountId, connectionId) : null
    const named = connection && { id: connection.id, name: connection.name }
    requireUnchanged(before.connection?.id ?? null, expectedConnectionId, changedMeanwhile)
    if (before.connection?.id === connection?.id) return viewOf(before)
    if (connection) enforceRule(decideSpeaking(connection))
    await store.updateDomain(tx, accountId, domainId, { connectionId: connection?.id ?? null })
    if (before.connection) enforceRule(decideStillOpen(await store.findWayIn(tx, accountId)))
    await recordAudit(tx, ctx, {
      accountId,
      action: 'sso_domain.assigned',
      message: connection
        ? `${access.actor.name} had the connection ${connection.name} speak for the domain ${before.domain}`
        : `${access.actor.name} had no connection speak for the domain ${before.domain}`,
      objectTable: 'sso_domain',
      objectId: domainId,
      info: {
        domain: before.domain,
        before: { connection: before.connection },
        after: { connection: named },
      },
    })
    return viewOf({ ...before, connection: named })
  })
}

/** What removing a domain would do. Needs `read:sso`; `not_found`. */
export async function previewSsoDomainRemoval(ctx: Ctx, of: OfDomain): Promise<SsoDomainRemovalView> {
  await authorizeAccount(ctx, database(), of.accountId, 'read:sso')
  return consequencesOf(database(), of)
}

/**
 * Removes a domain: no connection speaks for its addresses, and single sign-on is not required of them any more. Needs `update:sso`, whatever the plan;
 * `not_found`; `conflict`/`would_lock_out` where single sign-on is required of other domains still and no way in would be left. Returns what it did.
 */
export async function removeSsoDomain(ctx: Ctx, of: OfDomain): Promise<SsoDomainRemovalView> {
  const { accountId, domainId } = of
  return changeDomain(ctx, of, { attempt: 'remove a domain' }, async (tx, access) => {
    enforceRule(decideSsoChange(access))
    const { domain, verifiedAt, connection } = await getDomain(tx, of)
    const consequences = await consequencesOf(tx, of)
    await store.deleteDomain(tx, accountId, domainId)
    const takesWayIn = verifiedAt !== null && connection !== null && !consequences.is_last
    if (takesWayIn) enforceRule(decideStillOpen(await store.findWayIn(tx, accountId)))
    await recordAudit(tx, ctx, {
      accountId,
      action: 'sso_domain.removed',
      message: `${access.actor.name} removed the domain ${domain}`,
      objectTable: 'sso_domain',
      objectId: domainId,
      info: { domain, was_proven: verifiedAt !== null, ...consequences },
    })
    return consequences
  })
}

async function consequencesOf(tx: Tx, { accountId, domainId }: OfDomain): Promise<SsoDomainRemovalView> {
  const row = await store.findConsequences(tx, accountId, { id: domainId, atMost: countedAtMost })
  if (!row) throw domainNotFound()
  if (!row.isProven) return { members: 0, ends_requirement: false, connection_name: null, is_last: false }
  return {
    members: row.members,
    ends_requirement: row.isRequired,
    connection_name: row.connectionName,
    is_last: row.isLast,
  }
}

type Change = { attempt: string; beforehand?: (access: AccountAccess) => Promise<void> }

async function changeDomain<Result>(
  ctx: Ctx,
  { accountId, domainId }: OfDomain,
  change: Change,
  work: (tx: Tx, access: AccountAccess) => Promise<Result>,
): Promise<Result> {
  const target = { objectTable: 'sso_domain', objectId: domainId, permission: 'update:sso' } as const
  return changeAccount(ctx, { accountId, ...target, ...change }, work)
}

const changedMeanwhile =
  'Somebody gave the domain another connection meanwhile. Reload the page to see which it is now.'
const unproven = { verifiedAt: null, checkedAt: null, problem: null, missingSince: null, connection: null }

function requireOwnable(domain: string): void {
  const decision = decideDomain(factsOfDomain(domain))
  if (decision.allowed) return
  const { reason, message } = decision
  throw new AppError('invalid_input', reason, { message, fields: { domain: message } })
}

function requireRoom(names: string[], domain: string): void {
  const message = `${domain} is a domain of this organization already. Check its DNS record instead.`
  if (names.includes(domain))
    throw new AppError('conflict', 'domain_added', { message, fields: { domain: message } })
  if (names.length >= domainsAtMost)
    throw new AppError('conflict', 'too_many_domains', {
      message: `An organization has at most ${domainsAtMost} domains. Remove one that is not used.`,
    })
}

async function getDomain(tx: Tx, { accountId, domainId }: OfDomain): Promise<store.DomainRow> {
  const row = await store.findDomain(tx, accountId, domainId)
  if (!row) throw domainNotFound()
  return row
}

function domainNotFound(): AppError {
  return new AppError('not_found', 'domain_not_found', {
    message: 'The organization has no such domain. Reload the page to see those that it has.',
  })
}

async function getConnection(tx: Tx, accountId: string, id: string): Promise<store.ConnectionRow> {
  const connection = await store.findConnection(tx, accountId, id)
  if (connection) return connection
  throw new AppError('not_found', 'connection_not_found', {
    message: 'The organization has no such connection. Reload the page to see those that it has.',
  })
}

function viewOf(row: store.DomainRow): SsoDomainView {
  const { id, domain, verifiedAt, checkedAt, problem, missingSince, connection } = row
  const { name, value } = recordOf(row)
  const proven = missingSince ? 'MISSING' : 'PROVEN'
  return {
    id,
    domain,
    state: verifiedAt ? proven : 'UNPROVEN',
    record_name: name,
    record_value: value,
    verified_at: verifiedAt?.toISOString() ?? null,
    checked_at: checkedAt?.toISOString() ?? null,
    problem,
    missing_since: missingSince?.toISOString() ?? null,
    proven_until: missingSince ? provenUntil(missingSince).toISOString() : null,
    connection,
  }
}
