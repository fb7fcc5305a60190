import { randomBytes } from 'node:crypto'
import { suggestHandle } from '@/lib/accounts/schema'
import { recordInstallationAudit } from '@/lib/audit/installation'
import { requireOperator } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { database, withTransaction } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { emailKeyOf } from '@/lib/users/email-address'
import { addUser, findUserByEmailKey } from '@/lib/users/service'
import type { SeedEvent } from './events'
import { peopleOf, type Person } from './named-people'
import { planOrganization, type BuiltInRoles, type Step } from './plan'
import { randomOf } from './random'
import { fillWithRuns, type Reporter } from './runs'
import type { SeedInput, SeedResult } from './schema'
import * as store from './store'
import { timeOrderedId } from './time-ordered-id'
import { madeAt } from './values'
import { recordSeeded, writeSteps } from './write-steps'

/** What a long run tells and asks meanwhile. */
export type SeedObserver = {
  onProgress: (members: number) => void
  /** Aborted when the run should stop where it is. */
  signal: AbortSignal
}

const day = 86_400_000
const yearsOfHistory = 3
const stepsAtOnce = 1_000

/**
 * Fills the database with an organization on the plan ENTERPRISE and three years of its past, up to now: people with personal accounts
 * as signing up makes them, roles, workspaces, grants, service accounts, invitations and the audit log of it all. The same `seed` and
 * numbers give the same names, roles and shares and the same times before now; ids differ. For the operator's command line.
 *
 * It is written in pieces, in order of time, each in one transaction: whoever stops it midway has a smaller organization in which
 * everything is whole. Throws `conflict` with `handle_taken`, `people_there` (from a seed before whose organization was deleted) or
 * `seed_interrupted`.
 */
export async function seedOrganization(
  ctx: Ctx,
  input: SeedInput,
  observer: SeedObserver,
): Promise<SeedResult> {
  requireOperator(ctx)
  const started = performance.now()
  const name = input.name ?? randomOf(input.seed, 'organization').company.name()
  const handle = input.handle ?? suggestHandle(name)
  const domain = `${handle}.example.com`
  await requireFree(handle, domain)
  const nextPerson = peopleOf(input.seed, domain)
  const founded = new Date(ctx.now.getTime() - yearsOfHistory * 365 * day)
  const founder = await findOrAddFounder({ ...ctx, now: founded }, nextPerson(), input.administrator)
  const organization = { name, handle, founded, founder }
  const accountId = await writeOrganization(organization, input.seed)
  await recordFounding(ctx, { accountId, name, handle, members: input.members, founderId: founder.id })
  const steps = planOrganization({
    ...countsOf(input),
    seed: input.seed,
    founded,
    now: ctx.now,
    founder: { userId: founder.id, name: founder.name },
    builtIn: await builtInRolesOf(accountId),
    nextPerson,
    invitationDays: env().INVITATION_DAYS,
  })
  await writeAll(steps, { accountId, handle, seed: input.seed, observer, members: input.members })
  const reporter = reporterIn(steps) ?? { kind: 'USER', id: founder.id, name: founder.name }
  const workspaceIds = workspacesIn(steps)
  const runs = { count: input.runs, seed: input.seed, now: ctx.now, reporter }
  await fillWithRuns({ workspaceIds, ...runs }, observer.signal)
  return {
    organization: handle,
    name,
    administrator: founder.email,
    password: founder.password,
    ...countsOf(input),
    grants: countGrants(steps),
    runs: workspaceIds.length * input.runs,
    events: steps.length + 1,
    seconds: Math.round((performance.now() - started) / 100) / 10,
  }
}

type Counts = Pick<SeedResult, 'members' | 'workspaces' | 'roles' | 'serviceAccounts' | 'invitations'>

function countsOf({ members, workspaces, roles, serviceAccounts, invitations }: SeedInput): Counts {
  return {
    members,
    workspaces,
    roles,
    serviceAccounts: serviceAccounts ?? Math.min(200, Math.ceil(members / 50)),
    invitations: invitations ?? Math.min(500, Math.ceil(members / 20)),
  }
}

async function requireFree(handle: string, domain: string): Promise<void> {
  if ((await store.listTakenHandles(database(), [handle])).size > 0)
    throw new AppError('conflict', 'handle_taken', {
      message: `The handle “${handle}” is taken. Choose another with --handle.`,
    })
  if (await store.hasUserOfDomain(database(), domain))
    throw new AppError('conflict', 'people_there', {
      message: `There are people with addresses at ${domain} already, from an organization of this handle that is gone. Choose another with --handle.`,
    })
}

type Founding = { accountId: string; name: string; handle: string; members: number; founderId: string }

async function recordFounding(ctx: Ctx, founding: Founding): Promise<void> {
  const { accountId, name, handle, members, founderId } = founding
  await withTransaction((tx) =>
    recordInstallationAudit(tx, ctx, {
      action: 'account.created',
      message: `The operator made ${name} to look around in`,
      objectTable: 'account',
      objectId: accountId,
      info: { handle, members, administrator: founderId },
    }),
  )
}

type Founder = { id: string; name: string; email: string; password: string | null }

/** The Administrator: who has the address, or else somebody new with a password that is told once. */
async function findOrAddFounder(ctx: Ctx, person: Person, address: string | undefined): Promise<Founder> {
  const found = address ? await findUserByEmailKey(database(), emailKeyOf(address)) : null
  if (found) return { ...found, password: null }
  const password = randomBytes(12).toString('base64url')
  const email = address ?? person.email
  const { id, name } = await addUser(ctx, { name: person.name, email, password, isOperator: false })
  return { id, name, email, password }
}

type Organization = { name: string; handle: string; founded: Date; founder: Founder }

async function writeOrganization(
  { name, handle, founded, founder }: Organization,
  seed: number,
): Promise<string> {
  const accountId = timeOrderedId(founded)
  const created: SeedEvent = {
    at: founded,
    by: null,
    action: 'account.created',
    message: `${founder.name} became the Administrator of the new organization ${name}`,
    objectTable: 'account',
    objectId: accountId,
    info: { kind: 'ORGANIZATION', name, handle, plan: 'ENTERPRISE', administrator: founder.id },
  }
  const account = {
    id: accountId,
    kind: 'ORGANIZATION',
    name,
    handle,
    plan: 'ENTERPRISE',
    owner_user_id: null,
  } as const
  await withTransaction(async (tx) => {
    await store.insertAccounts(tx, [{ ...account, ...madeAt(founded) }])
    await store.insertFounders(tx, [
      {
        account_id: accountId,
        id: timeOrderedId(founded),
        user_id: founder.id,
        name: founder.name,
        email: founder.email,
        at: founded,
      },
    ])
    await recordSeeded(tx, { accountId, traces: randomOf(seed, 'traces'), events: [created] })
  })
  return accountId
}

async function builtInRolesOf(accountId: string): Promise<BuiltInRoles> {
  const rows = await store.listBuiltInRoles(database(), accountId)
  const role = (key: string) => {
    const row = rows.find(({ builtIn }) => builtIn === key)
    if (!row) throw new Error(`a new account has no role ${key}`)
    return { id: row.id, name: row.name }
  }
  return {
    administrator: role('ADMINISTRATOR'),
    user: role('USER'),
    readOnlyUser: role('READ_ONLY_USER'),
    member: role('MEMBER'),
    owner: role('OWNER'),
    collaborator: role('COLLABORATOR'),
    runner: role('RUNNER'),
    readOnlyCollaborator: role('READ_ONLY_COLLABORATOR'),
  }
}

type Writing = { accountId: string; handle: string; seed: number; members: number; observer: SeedObserver }

async function writeAll(steps: Step[], writing: Writing): Promise<void> {
  const { accountId, handle, seed, observer } = writing
  const setting = { accountId, personalPlan: env().DEFAULT_PLAN, traces: randomOf(seed, 'traces') }
  let members = 1
  let analyzedAt = 0
  for (let from = 0; from < steps.length; from += stepsAtOnce) {
    if (observer.signal.aborted) throw interrupted(handle, members, writing.members)
    const piece = steps.slice(from, from + stepsAtOnce)
    await writeSteps(setting, piece)
    members += piece.filter(({ kind }) => kind === 'member').length
    observer.onProgress(members)
    // The planner knows nothing yet of tables that were empty a moment ago, and would read all of them for every piece.
    if (from >= analyzedAt * 3) {
      await store.analyze(database())
      analyzedAt = from + stepsAtOnce
    }
  }
  await store.analyze(database())
}

function interrupted(handle: string, written: number, wanted: number): AppError {
  return new AppError('conflict', 'seed_interrupted', {
    message: `Stopped. ${handle} has ${written.toLocaleString('en')} of ${wanted.toLocaleString('en')} members, and everything about them is whole. Choose another handle for a complete one.`,
  })
}

function workspacesIn(steps: Step[]): string[] {
  return steps.flatMap((step) => (step.kind === 'workspace' ? [step.workspace.id] : []))
}

/** The service account that was there first; null when there is none. */
function reporterIn(steps: Step[]): Reporter | null {
  const step = steps.find((one) => one.kind === 'service_account')
  return step?.kind === 'service_account'
    ? { kind: 'SERVICE_ACCOUNT', id: step.account.id, name: step.account.name }
    : null
}

function countGrants(steps: Step[]): number {
  return steps.reduce((sum, step) => {
    if (step.kind === 'member') return sum + step.member.grants.length
    return step.kind === 'service_account' ? sum + step.account.grants.length : sum
  }, 0)
}
