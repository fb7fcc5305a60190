import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { renameOrganization } from '@/lib/accounts/service'
import { createServiceAccountKeyFor } from '@/lib/api-keys/service-account-keys'
import { createUserKeyFor } from '@/lib/api-keys/user-keys'
import type { Ctx } from '@/lib/authz/context'
import { systemContext } from '@/lib/authz/session'
import { updateFlow } from '@/lib/flows/service'
import { getOutboxMail } from '@/lib/mail/service'
import { changePassword, mailPasswordReset } from '@/lib/passwords/service'
import { getRoleEditor } from '@/lib/roles/list'
import { signOut } from '@/lib/sessions/service'
import { recordFailedSignIn, signIn } from '@/lib/sessions/sign-in'
import { signUp } from '@/lib/sign-ups/service'
import { rememberRequest } from '@/lib/users/anonymous-request'
import { addUser } from '@/lib/users/service'
import { closureIn, declaredIn, importedNames } from '@/lib/testing/calls'
import { query } from '@/lib/testing/database'
import { newMember, type Organization, type Person } from '@/lib/testing/organizations'
import { goodPassword, newPerson, requestWith, visitor } from '@/lib/testing/people'
import { newFlow } from '@/lib/testing/runs'
import { listSources } from '@/lib/testing/source'
import { makeLogUnwritable, marked, newMark, snapshotOf } from '@/lib/testing/unwritable-log'
import { emailIn, newMarkedOrganization } from '@/lib/testing/unwritable-world'
import { newServiceAccount, newWorkspace } from '@/lib/testing/workspaces'
import { exportAuditLog, exportAuditLogByCommand } from './export'
import { exportAuditLogInput } from './schema'

// As unwritable.test.ts, for what has no operation: browsers that sign up, in and out, files to download, the command line and jobs. And
// refusals, which stand whether or not they can be recorded.

const mark = newMark()
const byCommand = { ...systemContext(mark.name), now: new Date() }

type World = {
  organization: Organization
  administrator: Person
  member: Person
  guarded: Organization
  robotName: string
  mailId: string
  flow: { accountId: string; workspaceId: string; flowId: string }
}

let world: World
let makeWritable: () => Promise<void>

beforeAll(async () => {
  world = await newWorld()
  makeWritable = await makeLogUnwritable(mark)
}, 60_000)

afterAll(async () => {
  await makeWritable()
})

async function newWorld(): Promise<World> {
  const administrator = await newPerson({ name: 'Grace Hopper', email: emailIn(mark) })
  await query('update "user" set is_operator = true where id = $1', [administrator.user.id])
  const ctx = await requestWith(administrator.sessionId)
  const organization = await newMarkedOrganization(mark, administrator)
  const guarded = await newMarkedOrganization(mark, administrator)
  const person = await newPerson({ name: 'Ada', email: emailIn(mark) })
  const member = await newMember(organization, organization.roles.MEMBER, { person })
  await newMember(guarded, guarded.roles.MEMBER, { person })
  await query('update account set is_ip_allowlist_enforced = true where id = $1', [guarded.accountId])
  const robotName = 'Deployer'
  await newServiceAccount(organization, organization.roles.MEMBER, robotName)
  await mailPasswordReset(resetOf(member))
  const [mail] = await query<{ id: string }>('select id from mail where recipient = $1', [member.user.email])
  const workspaceId = await newWorkspace(organization, 'Analytics', organization.roles.READ_ONLY_COLLABORATOR)
  const flowId = await newFlow(workspaceId)
  const { accountId } = organization
  const flow = { accountId, workspaceId, flowId }
  return {
    organization,
    administrator: { ...administrator, ctx },
    member,
    guarded,
    robotName,
    mailId: mail?.id ?? '',
    flow,
  }
}

function resetOf({ user }: Person, ctx: Ctx = visitor()) {
  return { id: randomUUID(), emailKey: user.email, request: rememberRequest(ctx) }
}

const own = (person: Person) => marked(mark, person.ctx)
const nobody = () => marked(mark, visitor())
const wholeLog = () => ({
  ...exportAuditLogInput.parse({ accountId: world.organization.accountId }),
  format: 'ndjson' as const,
})

/** Everything that leaves an event and has no operation. */
const changes: Record<string, () => Promise<unknown>> = {
  'signing up where no mail is sent': () =>
    signUp(nobody(), { name: 'Kurt', email: emailIn(mark), password: goodPassword }),
  'signing in': () => signIn(nobody(), { email: world.member.user.email, password: goodPassword }),
  'signing out': () => signOut(own(world.member)),
  'an export of the log': () => exportAuditLog(own(world.administrator), wholeLog()),
  'an export of the log by command': () => exportAuditLogByCommand(byCommand, wholeLog()),
  'reading the link in a mail that is kept': () => getOutboxMail(own(world.administrator), world.mailId),
  'making a person by command': () =>
    addUser(byCommand, { email: emailIn(mark), name: 'Kurt', password: goodPassword, isOperator: false }),
  'making a key for a person by command': () =>
    createUserKeyFor(byCommand, world.member.user, { name: 'Laptop', expiresAt: null, accountId: null }),
  'making a key for a service account by command': () =>
    createServiceAccountKeyFor(byCommand, {
      accountId: world.organization.accountId,
      serviceAccount: world.robotName,
      name: 'Build',
      expiresAt: null,
    }),
  'the job that mails a link to reset a password': () => mailPasswordReset(resetOf(world.member, nobody())),
  'the job that records a failed sign-in': () => recordFailedSignIn(resetOf(world.member, nobody())),
}

/** What is refused anyway, with the reason that it has. */
const refusals: Record<string, [() => Promise<unknown>, { code: string; reason?: string }]> = {
  'a change without the permission': [
    () => renameOrganization(own(world.member), { accountId: world.organization.accountId, name: 'Mine' }),
    { code: 'forbidden' },
  ],
  'a report without the permission': [
    () => updateFlow(own(world.member), { ...world.flow, tags: ['mine'] }),
    { code: 'forbidden' },
  ],
  'a change with the wrong password': [
    () => changePassword(own(world.member), { currentPassword: 'wrong', password: 'plum-orbit-cascade-two' }),
    { code: 'invalid_input', reason: 'wrong_password' },
  ],
  'reading from an address that is not let in': [
    () => getRoleEditor(own(world.member), world.guarded.accountId),
    { code: 'forbidden', reason: 'address_not_allowed' },
  ],
  'signing in with the wrong password': [
    () => signIn(nobody(), { email: world.member.user.email, password: 'wrong' }),
    { code: 'unauthenticated', reason: 'wrong_credentials' },
  ],
}

describe('with a log that cannot be written', () => {
  test.each(Object.entries(changes))('%s is refused, and changes nothing', async (_, change) => {
    const before = await snapshotOf(mark)
    await expect(change()).rejects.toMatchObject({ code: 'internal', reason: 'audit_unavailable' })
    expect(await snapshotOf(mark)).toEqual(before)
  })

  test.each(Object.entries(refusals))('%s stays refused, in the same words', async (_, [tryIt, refusal]) => {
    await expect(tryIt()).rejects.toMatchObject(refusal)
  })
})

test('whatever leaves an event is reached by an operation, or is among what is tried here', () => {
  const declared = declaredIn(listSources(['lib']))
  // Refusals leave events of no change; that a password opened an account is told of by any request, as tried there too.
  const closure = closureIn(declared, ['recordOnceAMinute', 'recordSsoRefusal', 'recordBreakGlass'])
  const tried = closure([
    ...listSources(['lib/graphql/operations']).flatMap(importedNames),
    ...importedNames('lib/audit/unwritable-doors.test.ts'),
    ...importedNames('lib/audit/unwritable-providers.test.ts'),
  ])
  const writers = declared.filter(
    ({ file, name, isExported }) =>
      isExported && !composing.test(file) && closure([name]).has('recordAudits') && !tried.has(name),
  )
  expect(declared.filter(({ name }) => closure([name]).has('recordAudits')).length).toBeGreaterThan(150)
  expect(writers.map(({ file, name }) => `${file}: ${name}`)).toEqual([])
})

// What calls services, one after the other, and writes nothing itself, and what is below them. The demo and the seed begin with making a person.
const composing =
  /^lib\/(?:client|db|graphql|http|wire|testing|cli|seed|jobs)\/|\/(?:actions|browser|auth-[a-z]+|[a-z-]*store)\.ts$/
