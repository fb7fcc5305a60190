import { recordAudits } from '@/lib/audit/service'
import type { AuditInput } from '@/lib/audit/schema'
import { changeWorkspace } from '@/lib/authz/change-account'
import { userIdOf } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { inBatches, refusedLate } from '@/lib/authz/in-batches'
import { enforceRule } from '@/lib/authz/refusal-codes'
import type { WorkspaceStanding } from '@/lib/authz/workspace-standing'
import type { Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { ownMembershipLast } from '@/lib/members/service'
import type { Decision, Refusal } from '@/lib/policy/decision'
import { decideEnd } from '@/lib/policy/end'
import type { MembershipFacts, RoleFacts } from '@/lib/policy/evaluate'
import { roleFactsOf } from '@/lib/roles/facts'
import { revisionOf } from './rules'
import type { AccessOutcome } from './schema'
import * as store from './store'

export type Grant = { id: string; role: RoleFacts; expiresAt: Date | null; version: number }
export type Target = MembershipFacts & { id: string; name: string; grant: Grant | null }
/** What a grant becomes; null for none. */
export type GrantTerms = { role: RoleFacts; expiresAt: Date | null }

/** One kind of change of what members and service accounts were given in a workspace. */
export type SharingOperation = {
  /** Whether it may be done for this one. */
  decide: (target: Target, standing: WorkspaceStanding) => Decision
  /** What they will have; called where it is allowed. */
  after: (target: Target) => GrantTerms | null
}

type Change = {
  accountId: string
  workspaceId: string
  membershipIds: string[]
  /** What is tried, completing "Ada was refused to …". */
  attempt: string
}

/**
 * Changes what members and service accounts were given in a workspace, each with an outcome of its own, in the order given; a refusal of
 * one stops none of the others and is recorded. Needs `update:workspace_access` there (R9), asked again for each batch. `prepare` makes the
 * operation under the lock.
 */
export async function changeGrants(
  ctx: Ctx,
  change: Change,
  prepare: (tx: Tx, standing: WorkspaceStanding) => Promise<SharingOperation>,
): Promise<{ outcomes: AccessOutcome[] }> {
  const { accountId, workspaceId, attempt } = change
  const asked = [...new Set(change.membershipIds)]
  const done = await inBatches<AccessOutcome>(await ownMembershipLast(ctx, accountId, asked), {
    change: (ids) =>
      changeWorkspace(
        ctx,
        { accountId, workspaceId, permission: 'update:workspace_access', attempt },
        async (tx, standing) => {
          const operation = await prepare(tx, standing)
          const batch = await decideBatch(tx, standing, { ids, operation })
          return writeBatch(tx, ctx, standing, { ...batch, ids, attempt })
        },
      ),
    refused: refusedLate,
  })
  const outcomes = new Map(done.map((outcome) => [outcome.membershipId, outcome]))
  return { outcomes: asked.map((id) => outcomes.get(id)).filter((one) => one !== undefined) }
}

/** The same for all of them or none, in one transaction: throws the first refusal, and `not_found`/`not_a_member`. */
export async function changeGrantsTogether(
  ctx: Ctx,
  { membershipIds: ids, ...change }: Change,
  prepare: (tx: Tx, standing: WorkspaceStanding) => Promise<SharingOperation>,
): Promise<{ outcomes: AccessOutcome[] }> {
  const asked = { ...change, permission: 'update:workspace_access' } as const
  return changeWorkspace(ctx, asked, async (tx, standing) => {
    const operation = await prepare(tx, standing)
    const batch = await decideBatch(tx, standing, { ids, operation })
    const [refused] = batch.refused
    if (refused) enforceRule(refused.refusal)
    const found = new Set(
      [...batch.changed.map(({ target }) => target), ...batch.unchanged].map(({ id }) => id),
    )
    const missing = ids.find((id) => !found.has(id))
    if (missing) throw new AppError('not_found', 'not_a_member', { message: notAMember(missing).message })
    return { outcomes: await writeBatch(tx, ctx, standing, { ...batch, ids, attempt: change.attempt }) }
  })
}

type Changed = { target: Target; after: GrantTerms | null }
type Batch = {
  changed: Changed[]
  refused: { target: Target; refusal: Refusal }[]
  unchanged: Target[]
}

async function decideBatch(
  tx: Tx,
  standing: WorkspaceStanding,
  { ids, operation }: { ids: string[]; operation: SharingOperation },
): Promise<Batch> {
  const rows = await store.listTargets(tx, keyOf(standing), ids)
  const batch: Batch = { changed: [], refused: [], unchanged: [] }
  for (const target of rows.map(targetOf)) {
    const decision = operation.decide(target, standing)
    if (!decision.allowed) {
      batch.refused.push({ target, refusal: decision })
      continue
    }
    const after = operation.after(target)
    if (isSame(target.grant, after)) batch.unchanged.push(target)
    else batch.changed.push({ target, after })
  }
  return batch
}

async function writeBatch(
  tx: Tx,
  ctx: Ctx,
  standing: WorkspaceStanding,
  { changed, refused, unchanged, ids, attempt }: Batch & { ids: string[]; attempt: string },
): Promise<AccessOutcome[]> {
  const { account, actor, workspace } = standing
  const written = await write(tx, standing, changed)
  const events = [
    ...changed.map((one) => ({ ...eventOf(one, standing, ctx.now), ...objectOf(workspace.id) })),
    ...refused.map(({ target, refusal: { reason, message, permission = null } }) => ({
      action: 'change.refused' as const,
      message: `${actor.name} was refused to ${attempt}: ${message}`,
      info: { reason, permission, member: target.name, membership_id: target.id },
      ...objectOf(workspace.id),
    })),
  ]
  if (events.length > 0) await recordAudits(tx, ctx, account.id, events)
  const outcomes = new Map<string, AccessOutcome>()
  for (const { target, after } of changed)
    outcomes.set(target.id, changedOutcome(target, after, written.get(target.id)))
  for (const target of unchanged) outcomes.set(target.id, unchangedOutcome(target))
  for (const { target, refusal } of refused) outcomes.set(target.id, refusedOutcome(target, refusal))
  return ids.map((id) => outcomes.get(id) ?? notAMember(id))
}

async function write(tx: Tx, standing: WorkspaceStanding, changed: Changed[]) {
  const key = keyOf(standing)
  const ended = changed.filter(({ after }) => after === null).map(({ target }) => target.id)
  if (ended.length > 0) await store.deleteGrants(tx, key, ended)
  const given = changed.flatMap(({ target, after }) =>
    after ? [{ membershipId: target.id, roleId: after.role.id, expiresAt: after.expiresAt }] : [],
  )
  if (given.length === 0) return new Map<string, { id: string; version: number }>()
  return store.writeGrants(tx, { ...key, createdByUserId: userIdOf(standing.actor) }, given)
}

function eventOf({ target, after }: Changed, { actor, workspace }: WorkspaceStanding, now: Date) {
  const { name, grant: before } = target
  const info = grantInfo(target, before, after)
  const event = (action: AuditInput['action'], message: string) => ({ action, message, info })
  // One that was over is given anew.
  if (after && !(before && decideEnd(before.expiresAt, now).allowed))
    return event('grant.created', `${actor.name} added ${name} to ${workspace.name} as ${after.role.name}`)
  if (!before || !after)
    return event(
      'grant.deleted',
      `${actor.name} removed ${name} (${before?.role.name}) from ${workspace.name}`,
    )
  if (before.role.id !== after.role.id) {
    return event(
      'grant.role_changed',
      `${actor.name} changed the role of ${name} in ${workspace.name} from ${before.role.name} to ${after.role.name}`,
    )
  }
  const end = after.expiresAt ? `ends ${after.expiresAt.toISOString()}` : 'does not end any more'
  return event(
    'grant.expiry_changed',
    `${actor.name} changed the access of ${name} to ${workspace.name}: it ${end}`,
  )
}

/** What the event of a grant says: whose, and how it was before and is after; null where there was or is none. */
export function grantInfo(
  { id, name }: { id: string; name: string },
  before: GrantTerms | null,
  after: GrantTerms | null,
) {
  return {
    membership_id: id,
    member: name,
    before: before && termsOf(before),
    after: after && termsOf(after),
  }
}

function termsOf({ role, expiresAt }: GrantTerms) {
  return { role: role.name, role_id: role.id, expires_at: expiresAt?.toISOString() ?? null }
}

function changedOutcome(
  { id, name, grant }: Target,
  after: GrantTerms | null,
  written: { id: string; version: number } | undefined,
): AccessOutcome {
  return {
    membershipId: id,
    name,
    outcome: 'changed',
    message: sentenceOf(name, after),
    before: grant && { roleId: grant.role.id, expiresAt: grant.expiresAt?.toISOString() ?? null },
    ...(written ? { revision: revisionOf(written) } : {}),
  }
}

function unchangedOutcome({ id, name, grant }: Target): AccessOutcome {
  return { membershipId: id, name, outcome: 'unchanged', message: sentenceOf(name, grant) }
}

function refusedOutcome({ id, name }: Target, { reason, message }: Refusal): AccessOutcome {
  return { membershipId: id, name, outcome: 'refused', reason, message }
}

// R9: who is added must already belong to the account.
function notAMember(membershipId: string): AccessOutcome {
  return {
    membershipId,
    name: '',
    outcome: 'refused',
    reason: 'not_a_member',
    message:
      'Nobody of this account has this id any more. Only its members and service accounts can be added.',
  }
}

function sentenceOf(name: string, terms: GrantTerms | null): string {
  if (!terms) return `${name} is not added any more.`
  return terms.expiresAt
    ? `${name} is ${terms.role.name} until ${terms.expiresAt.toISOString()}.`
    : `${name} is ${terms.role.name}.`
}

function isSame(before: Grant | null, after: GrantTerms | null): boolean {
  if (!before || !after) return before === after
  return before.role.id === after.role.id && before.expiresAt?.getTime() === after.expiresAt?.getTime()
}

/** A member or service account with their grant, for rules to read. */
export function targetOf(row: store.TargetRow): Target {
  const { id, name, kind, status, grant } = row
  return {
    id,
    name,
    kind,
    status,
    role: roleFactsOf(row.role),
    grant: grant && {
      id: grant.id,
      role: roleFactsOf(grant.role),
      expiresAt: grant.expiresAt ? new Date(grant.expiresAt) : null,
      version: grant.version,
    },
  }
}

function keyOf({ account, workspace }: WorkspaceStanding) {
  return { accountId: account.id, workspaceId: workspace.id }
}

function objectOf(workspaceId: string) {
  return { objectTable: 'workspace' as const, objectId: workspaceId }
}
