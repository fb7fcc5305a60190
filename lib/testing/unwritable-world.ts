import { randomUUID } from 'node:crypto'
import { changeHandle } from '@/lib/accounts/service'
import { database } from '@/lib/db/transaction'
import { requestEmailVerification } from '@/lib/email-verifications/service'
import { enqueueJob } from '@/lib/jobs/service'
import { mailPasswordReset } from '@/lib/passwords/service'
import { signUp } from '@/lib/sign-ups/service'
import { newServiceAccountWithKey, newUserApiKey } from './api-keys'
import { query } from './database'
import { keyOf } from './graphql'
import { allowNetworks } from './ip-allowlist'
import {
  inviteTo,
  newCustomRole,
  newMember,
  newOrganization,
  type Organization,
  type Person,
} from './organizations'
import { mailedToken } from './outbox'
import { goodPassword, newPerson, visitor } from './people'
import { runQueued } from './queued-jobs'
import { newFlow, newRun } from './runs'
import type { Mark } from './unwritable-log'
import { addSingleSignOn, type Providers, type SingleSignOn } from './unwritable-sso'
import { newWebhookRow } from './webhooks'
import { newGrant, newServiceAccount, newWorkspace } from './workspaces'

/** Who asks for a change. */
export type Caller = 'administrator' | 'member' | 'invited' | 'unverified' | 'nobody'

export type UnwritableWorld = {
  mark: Mark
  organization: Organization
  /** Another one of the same Administrator, which lets in few addresses and requires single sign-on of nobody's domain; and one that is suspended. */
  other: Organization
  suspended: Organization
  /** The names of what cases name. */
  ids: Readonly<Record<Thing, string>>
  sso: Readonly<SingleSignOn>
  /** The secrets of links. */
  tokens: Readonly<Record<'invitation' | 'newcomer' | 'reset' | 'signUp' | 'verification', string>>
  emails: Readonly<Record<'member' | 'outsider', string>>
  keys: Readonly<Record<Caller, string | null>>
}

type Thing =
  | 'role'
  | 'member'
  | 'newcomer'
  | 'suspendedMember'
  | 'workspace'
  | 'robot'
  | 'robotMembership'
  | 'suspendedRobot'
  | 'robotKey'
  | 'userKey'
  | 'session'
  | 'invitation'
  | 'flow'
  | 'run'
  | 'scheduledRun'
  | 'pausedRun'
  | 'webhook'
  | 'mail'
  | 'job'
  | 'outsider'
  | 'suspendedUser'

/** An organization with one of everything that can be changed, in every state from which something leads on, and whom it takes. */
export async function newUnwritableWorld(mark: Mark, providers: Providers): Promise<UnwritableWorld> {
  const accounts = await addAccounts(mark)
  const { organization, administrator } = accounts
  const people = await addPeople(mark, organization)
  const { member, invited, unverified, outsider, suspendedUser } = people
  const invitation = await inviteTo(organization, { email: invited.user.email })
  const newcomer = await inviteTo(organization, { email: emailIn(mark) })
  // A link proves the mailbox when its mail has left.
  await query(`update mail set status = 'SENT' where recipient = $1`, [newcomer.email])
  await requestEmailVerification(unverified.ctx, {})
  return {
    mark,
    ...accounts,
    ids: {
      ...(await addWork(organization, member.membershipId)),
      ...(await addPrincipals(mark, organization)),
      ...(await addQueued(mark, outsider.user.email)),
      member: member.membershipId,
      invitation: invitation.invitationId,
      userKey: (await newUserApiKey(administrator.ctx, { name: 'Spare' })).id,
      session: administrator.sessionId,
      webhook: await newWebhookRow(organization.accountId),
      outsider: outsider.user.id,
      suspendedUser: suspendedUser.user.id,
    },
    sso: await addSingleSignOn(mark, providers, { organization, member }),
    tokens: {
      invitation: invitation.token,
      newcomer: newcomer.token,
      reset: await newResetToken(outsider.user.email),
      signUp: await newSignUpToken(emailIn(mark)),
      verification: await mailedToken(unverified.user.email, 'verify_email'),
    },
    emails: { member: member.user.email, outsider: outsider.user.email },
    keys: {
      administrator: await keyOf(administrator),
      member: await keyOf(member),
      invited: await keyOf(invited),
      unverified: await keyOf(unverified),
      nobody: null,
    },
  }
}

/** Three organizations of one Administrator, who is an operator too. */
async function addAccounts(mark: Mark) {
  const administrator = await newPerson({ name: 'Grace Hopper', email: emailIn(mark) })
  await query('update "user" set is_operator = true where id = $1', [administrator.user.id])
  const organization = await newMarkedOrganization(mark, administrator)
  const other = await newMarkedOrganization(mark, administrator)
  const suspended = await newMarkedOrganization(mark, administrator)
  await query('update account set suspended_at = now() where id = $1', [suspended.accountId])
  for (const { accountId } of [organization, other])
    await allowNetworks(administrator.ctx, accountId, ['10.0.0.0/8'])
  await query('update account set is_ip_allowlist_enforced = true, is_sso_required = true where id = $1', [
    other.accountId,
  ])
  return { administrator, organization, other, suspended }
}

async function addPeople(mark: Mark, organization: Organization) {
  const person = (name: string, isEmailVerified = true) =>
    newPerson({ name, email: emailIn(mark), isEmailVerified })
  const suspendedUser = await person('Suspended')
  await query('update "user" set suspended_at = now() where id = $1', [suspendedUser.user.id])
  return {
    member: await newMember(organization, organization.roles.USER, { person: await person('Ada') }),
    invited: await person('Barbara'),
    unverified: await person('Edsger', false),
    outsider: await person('Donald'),
    suspendedUser,
  }
}

/** An address of the test's that nobody has. */
export function emailIn({ domain }: Mark): string {
  return `person-${randomUUID()}@${domain}`
}

/** An organization of the test's. */
export async function newMarkedOrganization(mark: Mark, administrator: Person): Promise<Organization> {
  const organization = await newOrganization({ administrator })
  const handle = `${mark.name}-${randomUUID().slice(0, 8)}`
  await changeHandle(administrator.ctx, { accountId: organization.accountId, handle })
  return { ...organization, handle }
}

async function addWork(organization: Organization, membershipId: string) {
  const { roles } = organization
  const workspace = await newWorkspace(organization, 'Analytics')
  await newGrant(organization, { workspaceId: workspace, membershipId, roleId: roles.RUNNER })
  const flow = await newFlow(workspace)
  const run = (change: Parameters<typeof newRun>[0]) => newRun(change)
  const of = { workspaceId: workspace, flowId: flow }
  return {
    workspace,
    flow,
    run: await run({ ...of, type: 'COMPLETED' }),
    scheduledRun: await run({ ...of, type: 'SCHEDULED' }),
    pausedRun: await run({ ...of, type: 'PAUSED' }),
  }
}

async function addPrincipals(mark: Mark, organization: Organization) {
  const { roles } = organization
  const person = () => newPerson({ name: 'Alan', email: emailIn(mark) })
  const robot = await newServiceAccountWithKey(organization, { roleId: roles.MEMBER })
  const suspendedRobot = await newServiceAccount(organization, roles.MEMBER)
  await query(`update membership set status = 'SUSPENDED' where id = $1`, [suspendedRobot.membershipId])
  const newcomer = await newMember(organization, roles.MEMBER, { person: await person() })
  const suspendedMember = await newMember(organization, roles.MEMBER, {
    person: await person(),
    status: 'SUSPENDED',
  })
  return {
    role: await newCustomRole(organization, ['read:flow']),
    robot: robot.serviceAccountId,
    robotMembership: robot.membershipId,
    robotKey: robot.key.id,
    suspendedRobot: suspendedRobot.serviceAccountId,
    newcomer: newcomer.membershipId,
    suspendedMember: suspendedMember.membershipId,
  }
}

/** A mail that could not be sent, and a job that was given up. */
async function addQueued({ domain }: Mark, recipient: string) {
  const mail = randomUUID()
  await query(
    `insert into mail (id, template, recipient, props, status, attempts) values ($1, 'password_changed', $2, $3, 'FAILED', 9)`,
    [mail, recipient, { name: 'Donald', revokedKeys: 0 }],
  )
  const key = `job of ${domain}`
  await enqueueJob(database(), 'mail_sign_up', { id: randomUUID() }, { key })
  const [job] = await query<{ id: string }>(
    'update graphile_worker._private_jobs set attempts = max_attempts where key = $1 returning id::text',
    [key],
  )
  return { mail, job: job?.id ?? '' }
}

async function newResetToken(email: string): Promise<string> {
  const { requestId, ipAddress, userAgent } = visitor()
  await mailPasswordReset({
    id: randomUUID(),
    emailKey: email,
    request: { requestId, ipAddress, userAgent, at: new Date().toISOString() },
  })
  return mailedToken(email, 'password_reset')
}

async function newSignUpToken(email: string): Promise<string> {
  const outcome = await signUp(visitor(), { name: 'Kurt', email, password: goodPassword })
  await runQueued('mail_sign_up', ({ id }) => outcome.state === 'PENDING' && id === outcome.signUpId)
  return mailedToken(email, 'sign_up')
}
