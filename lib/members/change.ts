import { recordAudits } from '@/lib/audit/service'
import type { AuditInput } from '@/lib/audit/schema'
import type { AccountAccess } from '@/lib/authz/access'
import { changeAccount } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { inBatches, refusedLate } from '@/lib/authz/in-batches'
import { enforceRule } from '@/lib/authz/refusal-codes'
import type { Tx } from '@/lib/db/transaction'
import type { Decision, Refusal } from '@/lib/policy/decision'
import type { OrganizationPermission } from '@/lib/policy/permissions'
import { memberNotFound } from './membership'
import { roleOf } from './facts'
import { isActiveAdministrator, type MemberChangeFacts, type TargetFacts } from './rules'
import type { MemberOutcome } from './schema'
import { ownMembershipLast } from './service'
import * as store from './store'

export type Target = TargetFacts & { id: string; userId: string; name: string }

/** One kind of change of a member. All of them are decided, written and recorded the same way, for one member or for many. */
export type MemberOperation = {
  permission: OrganizationPermission
  /** What is tried with whom, completing "Ada was refused to …". */
  attempt: (whom: string) => string
} & (MemberWork | { prepare: (tx: Tx, accountId: string) => Promise<MemberWork> })

type Told = ReadonlyMap<string, NonNullable<AuditInput['info']>>

/** What an operation does; one that must load something for that prepares it within the transaction, under the account's lock. */
export type MemberWork = {
  /** Whether there is nothing left to do for this member. */
  isDone: (target: Target) => boolean
  decide: (facts: MemberChangeFacts & { target: Target }) => Decision
  /** The member afterwards, null when there is none: what keeps the count of Administrators right within a batch. */
  after: (target: Target) => TargetFacts | null
  /** Writes the change; returns what the event of each tells besides, by membership, where only writing finds that out. */
  write: (tx: Tx, ctx: Ctx, accountId: string, targets: Target[]) => Promise<Told | void>
  event: (actorName: string, target: Target) => Pick<AuditInput, 'action' | 'message' | 'info'>
  /** What undoing needs, for the outcome. */
  details?: (target: Target) => Pick<MemberOutcome, 'roleId' | 'previousRoleId'>
  /** "Ada Lovelace is suspended." */
  sentence: (target: Target) => string
}

/**
 * Changes one member. Throws `not_found` when the account has no such member, and the refusal of the operation's rule. A member for
 * whom there is nothing to do is left as they are.
 */
export async function changeMember(
  ctx: Ctx,
  { accountId, membershipId }: { accountId: string; membershipId: string },
  operation: MemberOperation,
): Promise<MemberOutcome> {
  const object = { objectTable: 'membership', objectId: membershipId } as const
  const { permission } = operation
  const change = { accountId, permission, attempt: operation.attempt('a member'), ...object }
  return changeAccount(ctx, change, async (tx, access) => {
    const batch = await decideBatch(tx, access, [membershipId], operation)
    const [refused] = batch.refused
    if (refused) enforceRule(refused.refusal)
    await writeBatch(tx, ctx, access, batch)
    const [outcome] = batch.outcomes
    if (!outcome || outcome.reason === 'not_found') throw memberNotFound()
    return outcome
  })
}

/**
 * Changes many members, each with its own outcome in the order given; a refusal of one stops none of the others. It goes in batches of
 * one transaction each, and each asks again what the actor may do: when they lose the permission on the way, what is left is refused.
 * Throws what would refuse all of them. Refused members are recorded as refusals.
 */
export async function changeMembers(
  ctx: Ctx,
  { accountId, membershipIds }: { accountId: string; membershipIds: string[] },
  operation: MemberOperation,
): Promise<{ outcomes: MemberOutcome[] }> {
  const object = { objectTable: 'account', objectId: accountId } as const
  const { permission } = operation
  const change = { accountId, permission, attempt: operation.attempt('members'), ...object }
  const left = await ownMembershipLast(ctx, accountId, [...new Set(membershipIds)])
  const done = await inBatches<MemberOutcome>(left, {
    change: (ids) =>
      changeAccount(ctx, change, async (tx, access) => {
        const batch = await decideBatch(tx, access, ids, operation)
        await writeBatch(tx, ctx, access, batch)
        return batch.outcomes
      }),
    refused: refusedLate,
  })
  const outcomes = new Map(done.map((outcome) => [outcome.membershipId, outcome]))
  return { outcomes: membershipIds.map((id) => outcomes.get(id)).filter((one) => one !== undefined) }
}

type Batch = {
  operation: MemberOperation
  work: MemberWork
  changed: Target[]
  refused: { target: Target; refusal: Refusal }[]
  outcomes: MemberOutcome[]
}

async function decideBatch(
  tx: Tx,
  access: AccountAccess,
  membershipIds: string[],
  operation: MemberOperation,
): Promise<Batch> {
  const { account, membership } = access
  const work = 'prepare' in operation ? await operation.prepare(tx, account.id) : operation
  const rows = await store.listTargets(tx, account.id, membershipIds)
  const targets = new Map(rows.map((row) => [row.id, targetOf(row)]))
  let activeAdministrators = await store.countActiveAdministrators(tx, account.id, membershipIds.length + 1)
  const batch: Batch = { operation, work, changed: [], refused: [], outcomes: [] }
  for (const id of membershipIds) {
    const target = targets.get(id)
    if (!target) {
      batch.outcomes.push({
        membershipId: id,
        name: '',
        outcome: 'refused',
        reason: 'not_found',
        message: memberNotFound().message,
      })
      continue
    }
    const outcome = { membershipId: id, name: target.name }
    if (work.isDone(target)) {
      batch.outcomes.push({ ...outcome, outcome: 'unchanged', message: work.sentence(target) })
      continue
    }
    const isSelf = target.id === membership.id
    const facts = { accountKind: account.kind, actor: membership, target, isSelf, activeAdministrators }
    const decision = work.decide(facts)
    if (!decision.allowed) {
      batch.refused.push({ target, refusal: decision })
      const { reason, message } = decision
      batch.outcomes.push({ ...outcome, outcome: 'refused', reason, message })
      continue
    }
    activeAdministrators += administratorsGained(target, work.after(target))
    batch.changed.push(target)
    const message = work.sentence(target)
    batch.outcomes.push({ ...outcome, outcome: 'changed', message, ...work.details?.(target) })
  }
  return batch
}

async function writeBatch(tx: Tx, ctx: Ctx, access: AccountAccess, batch: Batch): Promise<void> {
  const { account, actor } = access
  const { operation, work, changed, refused } = batch
  const told = changed.length > 0 ? await work.write(tx, ctx, account.id, changed) : undefined
  const events = [
    ...changed.map((target) => {
      const event = work.event(actor.name, target)
      return { ...event, info: { ...event.info, ...told?.get(target.id) }, ...objectOf(target) }
    }),
    ...refused.map(({ target, refusal: { reason, message, permission = null } }) => ({
      action: 'change.refused' as const,
      message: `${actor.name} was refused to ${operation.attempt(target.name)}: ${message}`,
      info: { reason, permission },
      ...objectOf(target),
    })),
  ]
  if (events.length > 0) await recordAudits(tx, ctx, account.id, events)
}

function targetOf(row: store.TargetRow): Target {
  const { id, userId, name, status, isUserSuspended, isSuspendedByProvider, roleGroup } = row
  const facts = {
    kind: 'USER',
    status,
    role: roleOf(row),
    isUserSuspended,
    isSuspendedByProvider,
    roleGroup,
  } as const
  return { ...facts, id, userId, name }
}

function administratorsGained(before: TargetFacts, after: TargetFacts | null): number {
  return Number(after !== null && isActiveAdministrator(after)) - Number(isActiveAdministrator(before))
}

function objectOf(target: Target) {
  return { objectTable: 'membership' as const, objectId: target.id }
}
