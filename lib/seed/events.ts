import { randomUUID } from 'node:crypto'
import type { Faker } from '@faker-js/faker'
import { chainHash, type ChainedEvent } from '@/lib/audit/chain'
import type { AuditObjectTable, JsonValue } from '@/lib/audit/schema'
import { assertNever } from '@/lib/errors'
import type { Actor, Member } from './member-plan'
import type { Step } from './plan'

/** One event before it has its place in a chain. */
export type SeedEvent = {
  at: Date
  by: Actor | null
  action: string
  message: string
  objectTable: AuditObjectTable
  objectId: string
  info: { [key: string]: JsonValue }
}

export type ChainEnd = { sequence: bigint; hash: Uint8Array }
export type LinkedEvent = ChainedEvent & { previousHash: Uint8Array; hash: Uint8Array }

/** The event that this step leaves in the organization's log. */
export function eventOf(step: Step): SeedEvent {
  switch (step.kind) {
    case 'role':
      return roleCreated(step)
    case 'workspace':
      return workspaceCreated(step)
    case 'member':
      return joined(step.member)
    case 'service_account':
      return serviceAccountCreated(step)
    case 'invitation':
      return invited(step)
    case 'suspension':
      return suspended(step)
    default:
      return assertNever(step)
  }
}

type StepOf<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>

function roleCreated({ at, by, role: { id, name, permissions } }: StepOf<'role'>): SeedEvent {
  return {
    at,
    by,
    action: 'role.created',
    message: `${by.name} created the role ${name}`,
    objectTable: 'role',
    objectId: id,
    info: { name, permissions },
  }
}

function workspaceCreated({ at, by, workspace }: StepOf<'workspace'>): SeedEvent {
  const { id, name, handle, defaultRole } = workspace
  return {
    at,
    by,
    action: 'workspace.created',
    message: `${by.name} created the workspace ${name}`,
    objectTable: 'workspace',
    objectId: id,
    info: { name, handle, default_role: defaultRole?.name ?? null },
  }
}

function serviceAccountCreated({ at, account }: StepOf<'service_account'>): SeedEvent {
  const { id, name, role, createdBy } = account
  return {
    at,
    by: createdBy,
    action: 'service_account.created',
    message: `${createdBy.name} created the service account ${name}`,
    objectTable: 'service_account',
    objectId: id,
    info: { name, role: role.name },
  }
}

function invited({ at, invitation }: StepOf<'invitation'>): SeedEvent {
  const { id, email, role, invitedBy, expiresAt } = invitation
  return {
    at,
    by: invitedBy,
    action: 'invitation.created',
    message: `${invitedBy.name} invited ${email} as ${role.name}`,
    objectTable: 'invitation',
    objectId: id,
    info: { email, role: role.name, role_id: role.id, expires_at: expiresAt.toISOString() },
  }
}

function joined(member: Member): SeedEvent {
  const { at, name, email, role, userId, membershipId } = member
  return {
    at,
    by: { userId, name },
    action: 'membership.created',
    message: `${email} became a member as ${role.name}`,
    objectTable: 'membership',
    objectId: membershipId,
    info: { email, role: role.name },
  }
}

function suspended({ at, by, member }: StepOf<'suspension'>): SeedEvent {
  return {
    at,
    by,
    action: 'membership.suspended',
    message: `${by.name} suspended ${member.name}`,
    objectTable: 'membership',
    objectId: member.membershipId,
    info: { user_id: member.userId, before: { status: 'ACTIVE' }, after: { status: 'SUSPENDED' } },
  }
}

/** The events of a new person's own account, as signing up with an invitation leaves them. */
export function signUpEvents({ at, name, email, userId, accountId }: Member, handle: string): SeedEvent[] {
  const by = { userId, name }
  return [
    {
      at,
      by,
      action: 'account.created',
      message: `The personal account of ${name} was created`,
      objectTable: 'account',
      objectId: accountId,
      info: { kind: 'PERSONAL', handle },
    },
    {
      at,
      by,
      action: 'user.signed_up',
      message: `${name} signed up as ${email}`,
      objectTable: 'user',
      objectId: userId,
      info: { email, origin: 'invitation', isOperator: false, isEmailVerified: true },
    },
  ]
}

const userAgents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0',
]
// Addresses for documentation (RFC 5737).
const networks = ['192.0.2', '198.51.100', '203.0.113']

/** Puts events at the end of an account's chain, one after the other. */
export function linkEvents(
  random: Faker,
  { accountId, end, events }: { accountId: string; end: ChainEnd; events: SeedEvent[] },
): { linked: LinkedEvent[]; end: ChainEnd } {
  let last = end
  const linked = events.map(({ at, by, ...event }): LinkedEvent => {
    const content: ChainedEvent = {
      ...event,
      workspaceId: event.objectTable === 'workspace' ? event.objectId : null,
      accountId,
      sequence: last.sequence + 1n,
      id: randomUUID(),
      timestamp: at,
      actorKind: by ? 'USER' : 'SYSTEM',
      actorId: by?.userId ?? null,
      actorName: by?.name ?? 'The command line',
      requestId: randomUUID(),
      ipAddress: by
        ? `${random.helpers.arrayElement(networks)}.${random.number.int({ min: 1, max: 254 })}`
        : null,
      userAgent: by ? random.helpers.arrayElement(userAgents) : null,
    }
    const previousHash = last.hash
    last = { sequence: content.sequence, hash: chainHash(previousHash, content) }
    return { ...content, previousHash, hash: last.hash }
  })
  return { linked, end: last }
}
