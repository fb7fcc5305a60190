import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { query } from '@/lib/testing/database'
import {
  signedIdToken,
  startOidcProvider,
  type OidcTestProvider,
  type Tampering,
} from '@/lib/testing/identity-providers/oidc'
import { newOrganization } from '@/lib/testing/organizations'
import { newPerson, visitor } from '@/lib/testing/people'
import {
  goToProvider,
  newBrowser,
  newOidcConnection,
  sessionOf,
  signInThrough,
} from '@/lib/testing/single-sign-on'
import { newDomain } from '@/lib/testing/sso'
import { receiveOidcAnswer } from './answers'
import { startByOrganization } from './attempts'
import { getSsoConnection } from './connection-views'
import { createOidcConnection, createSamlConnection } from './connections'

vi.hoisted(() => vi.stubEnv('SSO_ALLOW_PRIVATE', 'true'))

let provider: OidcTestProvider
beforeAll(async () => {
  provider = await startOidcProvider()
})
afterAll(() => provider.stop())
beforeEach(() => Object.assign(provider, { isDown: false, tamper: null }))

async function newCompany(groups: string[]) {
  const organization = await newOrganization()
  const domain = newDomain()
  const connectionId = await newOidcConnection(organization, provider, { domain })
  const subject = randomUUID()
  provider.people.set(subject, { subject, email: `nia@${domain}`, groups })
  provider.signedIn = subject
  const of = { accountId: organization.accountId, connectionId }
  return { organization, connectionId, of, ctx: organization.administrator.ctx }
}

async function groupsSaidBy(connectionId: string): Promise<string[]> {
  const rows = await query<{ group: string }>(
    'select "group" from membership_group where source_id = $1 order by 1',
    [connectionId],
  )
  return rows.map(({ group }) => group)
}

// As Entra ID does beyond 200 groups (code flow, and implicit flow): a reference to another address in place of the claim.
const references = [
  { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: 'https://graph.example/' } } },
  { hasgroups: true },
]
const withoutGroups =
  (more: object): Tampering =>
  ({ claims: { groups: _, ...claims }, signing }) =>
    signedIdToken(signing, { ...claims, ...more })

test('a provider that names no groups because they are too many takes none away, and it is noted', async () => {
  const { organization, connectionId, of, ctx } = await newCompany(['platform'])
  sessionOf(await signInThrough(organization, { connectionId }))
  const [, person] = [...provider.people].at(-1) ?? []
  delete person?.groups
  for (const reference of references) {
    provider.tamper = withoutGroups(reference)
    sessionOf(await signInThrough(organization, { connectionId }))
    expect(await groupsSaidBy(connectionId)).toEqual(['platform'])
    expect((await getSsoConnection(ctx, of)).problem).toMatch(/too many/)
  }
  provider.tamper = null
  sessionOf(await signInThrough(organization, { connectionId }))
  expect(await groupsSaidBy(connectionId)).toEqual([])
  expect((await getSsoConnection(ctx, of)).problem).toBeNull()
})

test('as many groups are kept, and as long ones, as mappings can name', async () => {
  const groups = ['x'.repeat(500), ...Array.from({ length: 600 }, (_, at) => `group ${at}`)]
  const { organization, connectionId } = await newCompany(groups)
  sessionOf(await signInThrough(organization, { connectionId }))
  expect(await groupsSaidBy(connectionId)).toEqual(expect.arrayContaining([groups[0], 'group 599']))
})

test('a subject that is another one when it is cleaned up is nobody’s', async () => {
  const { organization, connectionId } = await newCompany([])
  for (const sub of [' nia', 'nia\n', 'n\0ia', 'x'.repeat(501), '']) {
    provider.tamper = ({ claims, signing }) =>
      signedIdToken(signing, { ...claims, email: 'x@example.com', groups: [], sub })
    expect(await goToProvider(organization, { connectionId })).toMatchObject({ refused: 'answer_refused' })
  }
})

test('a problem goes when somebody came in, not when somebody begins; changing one’s mind is none', async () => {
  const { organization, connectionId, of, ctx } = await newCompany([])
  const { handle } = organization
  const begin = async () => {
    const { url } = await startByOrganization(visitor(), { handle, connectionId }, newBrowser())
    return new URL(url).searchParams.get('state') ?? ''
  }
  const problem = async () => (await getSsoConnection(ctx, of)).problem
  const denied = new URLSearchParams({
    state: await begin(),
    iss: provider.issuer,
    error: 'access_denied',
  })
  expect(await receiveOidcAnswer(visitor(), { connectionId, query: denied })).toMatchObject({
    reason: 'provider_refused',
  })
  expect(await problem()).toBeNull()
  provider.tamper = () => 'no token'
  await goToProvider(organization, { connectionId })
  const noted = await problem()
  expect(noted).not.toBeNull()
  provider.tamper = null
  await begin()
  expect(await problem()).toBe(noted)
  sessionOf(await signInThrough(organization, { connectionId }))
  expect(await problem()).toBeNull()
})

const newOne = (accountId: string) => ({
  accountId,
  name: 'Company login',
  admission: 'DOMAIN' as const,
  groupsClaim: 'groups',
})

test('a personal account gets no connection', async () => {
  const { ctx, accountId } = await newPerson()
  await query(`update account set plan = 'ENTERPRISE' where id = $1`, [accountId])
  const { issuer, clientId, clientSecret } = provider
  const asked = provider.asked.length
  const tries = [
    () => createOidcConnection(ctx, { ...newOne(accountId), issuer, clientId, clientSecret }),
    () =>
      createSamlConnection(ctx, {
        ...newOne(accountId),
        certificates: [],
        allowsUnsolicited: false,
        metadata: '',
      }),
  ]
  for (const create of tries)
    await expect(create()).rejects.toMatchObject({ code: 'conflict', reason: 'personal_account' })
  expect(provider.asked).toHaveLength(asked)
})
