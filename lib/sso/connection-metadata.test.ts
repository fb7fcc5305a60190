import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { newSamlKey, startSamlProvider, type SamlTestProvider } from '@/lib/testing/identity-providers/saml'
import { newMember, newOrganization } from '@/lib/testing/organizations'
import { newSamlConnection, sessionOf, signInThrough } from '@/lib/testing/single-sign-on'
import { newDomain } from '@/lib/testing/sso'
import { updateSsoConnection } from './connection-update'
import { getSsoConnection } from './connection-views'

vi.hoisted(() => vi.stubEnv('SSO_ALLOW_PRIVATE', 'true'))

let provider: SamlTestProvider
let other: SamlTestProvider
beforeAll(async () => {
  ;[provider, other] = await Promise.all([startSamlProvider(), startSamlProvider()])
})
afterAll(() => Promise.all([provider.stop(), other.stop()]))
beforeEach(() => {
  provider.key = newSamlKey()
  provider.published = [provider.key.certificate]
  provider.isDown = false
})

async function newCompany() {
  const organization = await newOrganization()
  const domain = newDomain()
  const connectionId = await newSamlConnection(organization, provider, { domain })
  const of = { accountId: organization.accountId, connectionId }
  const { ctx } = organization.administrator
  return { organization, domain, connectionId, of, ctx, view: () => getSsoConnection(ctx, of) }
}

describe('other metadata of a SAML connection', () => {
  test.each(['metadataUrl', 'metadata'] as const)(
    'by %s: its pages are as they say, new certificates are trusted beside those known, the test is taken back',
    async (way) => {
      const { organization, domain, connectionId, of, ctx, view } = await newCompany()
      const former = (await view()).certificates.map(({ fingerprint }) => fingerprint)
      const next = newSamlKey()
      provider.published = [next.certificate]
      const given = {
        metadataUrl: { metadataUrl: `${provider.metadataUrl}?moved` },
        metadata: { metadata: provider.metadata(), metadataUrl: null },
      }[way]
      await updateSsoConnection(ctx, { ...of, ...given })
      const after = await view()
      expect(after).toMatchObject({
        state: 'ACTIVE',
        issuer: provider.entityId,
        sign_in_url: provider.signInUrl,
        metadata_url: way === 'metadataUrl' ? `${provider.metadataUrl}?moved` : null,
        tested_at: null,
      })
      expect(after.certificates).toHaveLength(2)
      expect(after.certificates.map(({ fingerprint }) => fingerprint)).toEqual(expect.arrayContaining(former))
      for (const key of [provider.key, next]) {
        provider.key = key
        const person = {
          subject: key.certificate.slice(-60, -50),
          email: `${former[0]?.slice(0, 8)}@${domain}`,
        }
        provider.people.set(person.subject, person)
        provider.signedIn = person.subject
        await query('delete from sso_identity where connection_id = $1', [connectionId])
        expect(sessionOf(await signInThrough(organization, { connectionId }))).toBeTruthy()
      }
      expect((await eventsOf(of.accountId)).map(({ action }) => action)).toContain('sso_connection.updated')
    },
  )

  test('of another provider are refused where anybody depends on it, and nothing of them is believed', async () => {
    const { of, ctx, view } = await newCompany()
    const before = await view()
    expect(before.can.change_provider).toMatchObject({ allowed: false, reason: 'trust_fixed' })
    for (const given of [{ metadataUrl: other.metadataUrl }, { metadata: other.metadata() }])
      await expect(updateSsoConnection(ctx, { ...of, ...given })).rejects.toMatchObject({
        reason: 'trust_fixed',
      })
    expect(await view()).toEqual(before)
  })

  test('of another provider take the place of a draft’s: its former certificates are believed no longer', async () => {
    const { of, ctx, view } = await newCompany()
    await query(`update sso_connection set state = 'DRAFT' where id = $1`, [of.connectionId])
    const former = (await view()).certificates.map(({ fingerprint }) => fingerprint)
    await updateSsoConnection(ctx, { ...of, metadata: other.metadata() })
    const after = await view()
    expect(after).toMatchObject({ issuer: other.entityId, sign_in_url: other.signInUrl, tested_at: null })
    expect(after.certificates).toHaveLength(1)
    expect(former).not.toContain(after.certificates[0]?.fingerprint)
    expect((await eventsOf(of.accountId)).at(-1)).toMatchObject({
      action: 'sso_connection.updated',
      info: { added_certificates: [after.certificates[0]?.fingerprint] },
    })
  })

  test('that cannot be read change nothing, and name the field', async () => {
    const { of, ctx, view } = await newCompany()
    const before = await view()
    await expect(updateSsoConnection(ctx, { ...of, metadata: '<x/>' })).rejects.toMatchObject({
      reason: 'metadata_refused',
      fields: { metadata: expect.any(String) },
    })
    provider.isDown = true
    const metadataUrl = `${provider.metadataUrl}?moved`
    await expect(updateSsoConnection(ctx, { ...of, metadataUrl })).rejects.toMatchObject({
      reason: 'provider_unreachable',
      fields: { metadataUrl: expect.any(String) },
    })
    expect(await view()).toEqual(before)
  })

  test('are not looked at for members, who are refused', async () => {
    const { organization, of } = await newCompany()
    const member = await newMember(organization, organization.roles.MEMBER)
    await expect(updateSsoConnection(member.ctx, { ...of, metadata: '<x/>' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    expect(await actionsOf(of.accountId)).toContain('change.refused')
  })
})
