import type { Faker } from '@faker-js/faker'
import { genesisHash } from '@/lib/audit/chain'
import { lockAccount, withTransaction, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import type { PlanName } from '@/lib/plans/schema'
import { emailKeyOf } from '@/lib/users/email-address'
import { eventOf, linkEvents, signUpEvents, type SeedEvent } from './events'
import type { Member } from './member-plan'
import type { Step } from './plan'
import * as store from './store'
import { invitationLinks, invitations, roles, workspaces } from './tables'
import { madeAt, nobodysHash } from './values'
import { writeMembers, writePeople, writeServiceAccounts } from './write-members'

type Setting = { accountId: string; personalPlan: PlanName; traces: Faker }

/**
 * Writes some consecutive steps of an organization's past and their events in one transaction, under the account's lock: all of them
 * or none. Throws `not_found` when the organization was deleted meanwhile.
 */
export async function writeSteps(setting: Setting, steps: Step[]): Promise<void> {
  const { accountId } = setting
  await withTransaction(async (tx) => {
    if (!(await lockAccount(tx, accountId))) throw new AppError('not_found')
    await writeRoles(tx, accountId, steps)
    await writeWorkspaces(tx, accountId, steps)
    const members = stepsOf(steps, 'member').map(({ member }) => member)
    const handles = await writePeople(tx, setting.personalPlan, members)
    await writeMembers(tx, accountId, members)
    await writeServiceAccounts(
      tx,
      accountId,
      stepsOf(steps, 'service_account').map(({ account }) => account),
    )
    await writeInvitations(tx, accountId, steps)
    const suspended = stepsOf(steps, 'suspension').map(({ member, at }) => ({ id: member.membershipId, at }))
    await store.suspendMemberships(tx, accountId, suspended)
    await writeEvents(tx, setting, { steps, members, handles })
  })
}

/** Records what happened last in an account: its events go to the end of its chain. */
export async function recordSeeded(
  tx: Tx,
  { accountId, traces, events }: { accountId: string; traces: Faker; events: SeedEvent[] },
): Promise<void> {
  const end = (await store.lockChainEnd(tx, accountId)) ?? genesis
  const chain = linkEvents(traces, { accountId, end, events })
  await store.appendEvents(tx, chain.linked, [{ accountId, ...chain.end }])
}

const genesis = { sequence: 0n, hash: genesisHash }

type StepOf<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>

function stepsOf<Kind extends Step['kind']>(steps: Step[], kind: Kind): StepOf<Kind>[] {
  return steps.filter((step): step is StepOf<Kind> => step.kind === kind)
}

async function writeRoles(tx: Tx, accountId: string, steps: Step[]): Promise<void> {
  const rows = stepsOf(steps, 'role').map(({ role: { id, name, description, permissions }, at }) => ({
    account_id: accountId,
    id,
    name,
    description,
    permissions,
    ...madeAt(at),
  }))
  await store.insertRows(tx, roles, rows)
}

async function writeWorkspaces(tx: Tx, accountId: string, steps: Step[]): Promise<void> {
  const rows = stepsOf(steps, 'workspace').map(({ workspace, at }) => ({
    account_id: accountId,
    id: workspace.id,
    name: workspace.name,
    handle: workspace.handle,
    description: workspace.description,
    default_role_id: workspace.defaultRole?.id ?? null,
    ...madeAt(at),
  }))
  await store.insertRows(tx, workspaces, rows)
}

async function writeInvitations(tx: Tx, accountId: string, steps: Step[]): Promise<void> {
  const made = stepsOf(steps, 'invitation').map(({ invitation }) => invitation)
  const rows = made.map(({ id, email, role, invitedBy, expiresAt, at }) => ({
    account_id: accountId,
    id,
    email,
    email_key: emailKeyOf(email),
    role_id: role.id,
    invited_by_user_id: invitedBy.userId,
    invited_by_name: invitedBy.name,
    expires_at: expiresAt,
    ...madeAt(at),
  }))
  await store.insertRows(tx, invitations, rows)
  const links = made.map(({ id, linkId, at }) => ({
    account_id: accountId,
    id: linkId,
    invitation_id: id,
    token_hash: nobodysHash(),
    delivery: 'COPIED' as const,
    created_at: at,
  }))
  await store.insertRows(tx, invitationLinks, links)
}

// Last, as in every change: the chain of each new personal account, then the organization's.
async function writeEvents(
  tx: Tx,
  { accountId, traces }: Setting,
  { steps, members, handles }: { steps: Step[]; members: Member[]; handles: string[] },
): Promise<void> {
  const own = members.map((member, index) => {
    const events = signUpEvents(member, handles[index] ?? '')
    return {
      accountId: member.accountId,
      ...linkEvents(traces, { accountId: member.accountId, end: genesis, events }),
    }
  })
  await store.appendEvents(
    tx,
    own.flatMap(({ linked }) => linked),
    own.map((chain) => ({ accountId: chain.accountId, ...chain.end })),
  )
  await recordSeeded(tx, { accountId, traces, events: steps.map(eventOf) })
}
