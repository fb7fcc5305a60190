import { describe, expect, test } from 'vitest'
import type { SsoConnectionView } from '@/lib/sso/connection-schema'
import { changeForm, changesOf, newConnectionForm, newValues, valuesOf } from './connection-form'

const allowed = { allowed: true } as const
const id = '01a20063-43cf-7743-bbd3-1e7e8f6be79b'

function connection(change: Partial<SsoConnectionView> = {}): SsoConnectionView {
  return {
    id,
    kind: 'SAML',
    name: 'Company login',
    state: 'ACTIVE',
    admission: 'DOMAIN',
    issuer: 'urn:idp',
    role: { id, name: 'Member' },
    domains: [],
    people: 1,
    tested_at: null,
    certificate_expires_at: null,
    problem: null,
    problem_at: null,
    version: 1,
    created_at: '2026-01-01T00:00:00Z',
    client_id: null,
    groups_claim: 'groups',
    metadata_url: 'https://idp.example/metadata',
    sign_in_url: 'https://idp.example/in',
    sign_out_url: null,
    allows_unsolicited: false,
    discovered_at: null,
    certificates: [],
    our_side: {
      redirect_uri: null,
      entity_id: null,
      acs_url: null,
      metadata_url: null,
      logout_url: null,
      keys: [],
    },
    test: null,
    consequences: { people: 0, people_without_password: 0, sessions: 0, domains: 0, groups: 0 },
    can: {
      update: allowed,
      change_provider: allowed,
      test: allowed,
      activate: allowed,
      disable: allowed,
      enable: allowed,
      delete: allowed,
    },
    ...change,
  }
}

const oidc = { kind: 'OIDC', issuer: 'https://idp.example', client_id: 'roster', metadata_url: null } as const
const terms = { admission: 'DOMAIN', groupsClaim: 'groups', roleId: id }

describe('a change of a connection', () => {
  test.each([connection(), connection({ metadata_url: null }), connection(oidc)])(
    'of its name alone names nothing of the provider, so that the test stays',
    (before) => {
      const values = { ...valuesOf(before), name: 'Renamed' }
      expect(changesOf(values, before)).toEqual({ ...terms, name: 'Renamed' })
      expect(changeForm(before).safeParse(values).success).toBe(true)
    },
  )

  test('names what is another one, and an emptied sign-out page as none', () => {
    const before = connection({ metadata_url: null, sign_out_url: 'https://idp.example/out' })
    const values = { ...valuesOf(before), signInUrl: 'https://idp.example/new', signOutUrl: '' }
    expect(changesOf({ ...values, allowsUnsolicited: true }, before)).toMatchObject({
      signInUrl: 'https://idp.example/new',
      signOutUrl: null,
      allowsUnsolicited: true,
    })
    const changed = changesOf({ ...valuesOf(connection(oidc)), clientSecret: 'x' }, connection(oidc))
    expect(changed).toEqual({ ...terms, name: 'Company login', clientSecret: 'x' })
  })

  test('to metadata as text, or to values, forgets the address that they came from', () => {
    const before = connection()
    for (const source of ['text', 'fields'] as const)
      expect(changesOf({ ...valuesOf(before), source, metadata: '<x/>' }, before)).toMatchObject({
        metadataUrl: null,
      })
  })

  test('says what is wrong at its field', () => {
    const before = connection({ metadata_url: null })
    const checked = changeForm(before).safeParse({ ...valuesOf(before), signInUrl: 'nowhere' })
    expect(checked.error?.issues.map(({ path }) => path)).toEqual([['signInUrl']])
  })
})

test('a new connection asks for what its kind needs alone', () => {
  const paths = (values: Partial<ReturnType<typeof newValues>>) =>
    newConnectionForm
      .safeParse({ ...newValues(id), name: 'Login', ...values })
      .error?.issues.map(({ path }) => path[0])
  expect(new Set(paths({}))).toEqual(new Set(['issuer', 'clientId', 'clientSecret']))
  expect(paths({ kind: 'SAML' })).toEqual(['metadataUrl'])
  expect(paths({ kind: 'SAML', metadataUrl: 'https://idp.example/m' })).toBeUndefined()
  expect(paths({ kind: 'SAML', source: 'text', metadata: '<x/>', groupsClaim: '' })).toEqual(['groupsClaim'])
})
