import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Ctx } from '@/lib/authz/context'
import { getRoleEditor } from '@/lib/roles/list'
import { authenticateProvider, type Provisioning } from '@/lib/scim/authenticate'
import { createGroup, deleteGroup, patchGroup, replaceGroup } from '@/lib/scim/groups'
import { patchUser, replaceUser } from '@/lib/scim/user-changes'
import { returnGroupRoles, settleGroupSource } from '@/lib/groups/sources'
import { createUser, deleteUser } from '@/lib/scim/users'
import { receiveSamlResponse } from '@/lib/sso/answers'
import { startConnectionTest, type Browser } from '@/lib/sso/attempts'
import { completeSingleSignOn } from '@/lib/sso/complete'
import { checkSsoDomains } from '@/lib/sso/domain-watch'
import { receiveLogout } from '@/lib/sso/logout'
import { ourSideOf } from '@/lib/sso/our-side'
import { actionsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { newMapping, putInGroup } from '@/lib/testing/groups'
import {
  membershipIdOf,
  newMember,
  newOrganization,
  type Organization,
  type Person,
} from '@/lib/testing/organizations'
import { newPerson, visitor } from '@/lib/testing/people'
import { newScimToken, patchOf, scimUser } from '@/lib/testing/scim'
import {
  goToProvider,
  newBrowser,
  newOidcConnection,
  newSamlConnection,
  returnFrom,
  signInThrough,
} from '@/lib/testing/single-sign-on'
import { newDomainRow, proveSession } from '@/lib/testing/sso'
import { makeLogUnwritable, marked, newMark, snapshotOf } from '@/lib/testing/unwritable-log'
import { startProviders, type Providers } from '@/lib/testing/unwritable-sso'
import { emailIn, newMarkedOrganization } from '@/lib/testing/unwritable-world'

// As unwritable-doors.test.ts, for what identity providers do and lead to: provisioning, signing in and out, the daily check of domains. And for
// what a password opens where single sign-on is required.

const mark = newMark()
vi.stubEnv('SSO_ALLOW_PRIVATE', 'true')
const providers = await startProviders(mark)
vi.stubEnv('DNS_SERVERS', providers.dns.address)

type Answered = { attempt: string; browser: Browser }

type World = {
  administrator: Person
  strict: Organization
  saml: { id: string; nameId: string }
  answered: Record<'newcomer' | 'known' | 'existing' | 'test', Answered>
  provisioning: Provisioning
  users: Record<'active' | 'deactivated', string>
  groupId: string
  /** A connection and a mapping that are gone, of which a member has a group and a role still. */
  gone: { accountId: string; connectionId: string; mappingId: string }
  /** Of nobody's whom the log does not take events of. */
  lost: { accountId: string }
}

let world: World
let makeWritable: () => Promise<void>

beforeAll(async () => {
  world = await newWorld(providers)
  makeWritable = await makeLogUnwritable(mark)
}, 60_000)

afterAll(async () => {
  await makeWritable()
  await providers.stop()
})

async function newWorld({ dns, oidc, saml }: Providers): Promise<World> {
  const administrator = await newPerson({ name: 'Grace Hopper', email: emailIn(mark) })
  const organization = await newMarkedOrganization(mark, administrator)
  const connectionId = await newOidcConnection(organization, oidc, { domain: mark.domain })
  dns.say(`_roster.${mark.domain}`, ['roster-domain=token'])
  const long = new Date(Date.now() - 8 * 86_400_000)
  const lost = await newOrganization()
  for (const of of [organization, lost])
    await newDomainRow(of, `gone-${of.accountId}.${mark.domain}`, { missingSince: long })
  const member = await newMember(organization, organization.roles.MEMBER, {
    person: await newPerson({ name: 'Ada', email: emailIn(mark) }),
  })
  await newMapping(organization, { group: 'platform', roleId: organization.roles.USER })
  const { accountId } = organization
  const gone = { connectionId: randomUUID(), mappingId: randomUUID() }
  await putInGroup(organization, { ...member, group: 'crew', connectionId: gone.connectionId })
  await query('update membership set role_source_id = $2 where id = $1', [
    member.membershipId,
    gone.mappingId,
  ])
  return {
    administrator,
    strict: await newStrictOrganization(dns),
    saml: await newSamlSession(organization, saml, member),
    answered: await newAnswers({ organization, connectionId }, oidc),
    ...(await newProvisioned(organization)),
    gone: { accountId, ...gone },
    lost,
  }
}

/** An organization that requires single sign-on of its Administrator, and lets them in by a password. */
async function newStrictOrganization(dns: Providers['dns']): Promise<Organization> {
  const domain = `strict.${mark.domain}`
  dns.say(`_roster.${domain}`, ['roster-domain=token'])
  const strict = await newMarkedOrganization(mark, await newPerson({ email: `grace@${domain}` }))
  const { accountId, administrator } = strict
  await newDomainRow(strict, domain)
  await query('update account set is_sso_required = true where id = $1', [accountId])
  await query('insert into sso_break_glass (account_id, membership_id) values ($1, $2)', [
    accountId,
    await membershipIdOf(administrator, accountId),
  ])
  return strict
}

async function newSamlSession(organization: Organization, saml: Providers['saml'], { sessionId }: Person) {
  const id = await newSamlConnection(organization, saml, { name: 'Another login' })
  const nameId = `name of ${mark.name}`
  await proveSession({ accountId: organization.accountId, connectionId: id }, sessionId)
  await query('update sso_proof set name_id = $2 where session_id = $1', [sessionId, nameId])
  await query('update session set is_through_sso = true where id = $1', [sessionId])
  return { id, nameId }
}

/** What the provider answered about somebody new, somebody known, somebody with an account, and the Administrator who tests. */
async function newAnswers(
  { organization, connectionId }: { organization: Organization; connectionId: string },
  oidc: Providers['oidc'],
): Promise<World['answered']> {
  const { accountId, administrator } = organization
  const signInAtProvider = (email: string) => {
    oidc.people.set(email, { subject: email, email, name: 'Nia Newcomer', groups: ['platform'] })
    oidc.signedIn = email
  }
  const answer = async (email: string): Promise<Answered> => {
    signInAtProvider(email)
    const { browser, attempt } = await goToProvider(organization, { connectionId })
    return { browser, attempt: attempt ?? '' }
  }
  const [known, existing] = [emailIn(mark), await newPerson({ name: 'Barbara', email: emailIn(mark) })]
  signInAtProvider(known)
  await signInThrough(organization, { connectionId })
  const browser = newBrowser()
  const { url } = await startConnectionTest(administrator.ctx, { accountId, connectionId }, browser)
  return {
    newcomer: await answer(emailIn(mark)),
    known: await answer(known),
    existing: await answer(existing.user.email),
    test: { browser, attempt: (await returnFrom(browser, url)).attempt ?? '' },
  }
}

async function newProvisioned(organization: Organization) {
  const authorization = `Bearer ${await newScimToken(organization)}`
  const asked = await authenticateProvider({ ctx: visitor(), authorization })
  const newUser = () => createUser(asked, scimUser(emailIn(mark)))
  const users = { active: await newUser(), deactivated: await newUser() }
  const deactivation = patchOf({ op: 'replace', path: 'active', value: false })
  await patchUser(asked, { id: users.deactivated, body: deactivation, preconditions })
  const body = { displayName: 'platform', members: [{ value: users.active }] }
  const provisioning = { ...asked, ctx: marked(mark, asked.ctx) }
  return { provisioning, users, groupId: await createGroup(asked, body) }
}

const preconditions = { ifMatch: null, ifNoneMatch: null }
const own = (person: Person) => marked(mark, person.ctx)
const nobody = () => marked(mark, visitor())

function complete(ctx: Ctx, whose: keyof World['answered']) {
  const { attempt, browser } = world.answered[whose]
  return completeSingleSignOn(ctx, { attempt }, browser)
}

const activeUser = (body?: unknown) => ({ id: world.users.active, body, preconditions })
const group = (body?: unknown) => ({ id: world.groupId, body, preconditions })

const changes: Record<string, () => Promise<unknown>> = {
  'provisioning a user': () => createUser(world.provisioning, scimUser(emailIn(mark))),
  'provisioning a user who does not come in': () =>
    createUser(world.provisioning, scimUser(emailIn(mark), { active: false })),
  'replacing a provisioned user': () =>
    replaceUser(world.provisioning, activeUser(scimUser(emailIn(mark), { displayName: 'Rear Admiral' }))),
  'deactivating a provisioned user': () =>
    patchUser(world.provisioning, activeUser(patchOf({ op: 'replace', path: 'active', value: false }))),
  'reactivating a provisioned user': () =>
    patchUser(world.provisioning, {
      id: world.users.deactivated,
      body: patchOf({ op: 'replace', path: 'active', value: true }),
      preconditions,
    }),
  'ending a provisioned user': () => deleteUser(world.provisioning, activeUser()),
  'provisioning a group': () =>
    createGroup(world.provisioning, { displayName: 'crowd', members: [{ value: world.users.active }] }),
  'replacing a provisioned group': () =>
    replaceGroup(world.provisioning, group({ displayName: 'platform', members: [] })),
  'changing a provisioned group': () =>
    patchGroup(
      world.provisioning,
      group(patchOf({ op: 'add', path: 'members', value: [{ value: world.users.deactivated }] })),
    ),
  'ending a provisioned group': () => deleteGroup(world.provisioning, group()),
  'a first sign-in through a connection': () => complete(nobody(), 'newcomer'),
  'a second sign-in through a connection': () => complete(nobody(), 'known'),
  'a first sign-in of somebody who has an account': () => complete(nobody(), 'existing'),
  'a test of a connection': () => complete(own(world.administrator), 'test'),
  'a sign-out that the provider asks for': () => {
    const { id, nameId } = world.saml
    const address = new URL(providers.saml.logoutUrl(ourSideOf(id).logoutUrl, { nameId }))
    const message = { connectionId: id, binding: 'REDIRECT', text: address.search.slice(1) } as const
    return receiveLogout(nobody(), message)
  },
  'the job that forgets the groups of a connection that is gone': () =>
    settleGroupSource({ ...world.gone, turn: 'GONE', after: null }),
  'the job that takes back the roles of a mapping that is gone': () => returnGroupRoles(world.gone),
  'reading by a password where single sign-on is required': () =>
    getRoleEditor(own(world.strict.administrator), world.strict.accountId),
}

describe('with a log that cannot be written', () => {
  test.each(Object.entries(changes))('%s is refused, and changes nothing', async (_, change) => {
    const before = await snapshotOf(mark)
    await expect(change()).rejects.toMatchObject({ code: 'internal', reason: 'audit_unavailable' })
    expect(await snapshotOf(mark)).toEqual(before)
  })

  test('an answer of a provider that is refused stays so, in the same words', async () => {
    const before = await snapshotOf(mark)
    const forged = { connectionId: world.saml.id, response: 'aGVsbG8=', relayState: '' }
    const refused = { state: 'refused', reason: 'unsolicited' }
    expect(await receiveSamlResponse(nobody(), forged)).toMatchObject(refused)
    expect(await snapshotOf(mark)).toEqual(before)
  })

  test('the daily check takes no proof, and goes on with the domains of others', async () => {
    const before = await snapshotOf(mark)
    const { strict, gone, lost } = world
    await checkSsoDomains(
      new Date(),
      [strict, gone, lost].map(({ accountId }) => accountId),
    )
    expect(await snapshotOf(mark)).toEqual(before)
    expect(await actionsOf(world.lost.accountId)).toContain('sso_domain.lost')
  })
})
