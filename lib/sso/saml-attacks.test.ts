import { randomUUID } from 'node:crypto'
import { signSamlPost } from '@node-saml/node-saml/lib/saml-post-signing'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { clientKeyOf } from '@/lib/rate-limits/client-key'
import { consume } from '@/lib/rate-limits/service'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import {
  newSamlKey,
  startSamlProvider,
  type SamlAsked,
  type SamlTestProvider,
} from '@/lib/testing/identity-providers/saml'
import { wrappings } from '@/lib/testing/identity-providers/wrapping'
import { newOrganization, type Organization } from '@/lib/testing/organizations'
import { newPerson, visitor } from '@/lib/testing/people'
import { askRoute } from '@/lib/testing/route-requests'
import {
  goToProvider,
  newBrowser,
  newSamlConnection,
  sessionOf,
  signInThrough,
} from '@/lib/testing/single-sign-on'
import { newDomain } from '@/lib/testing/sso'
import { receiveSamlResponse } from './answers'
import { startByOrganization } from './attempts'
import { completeSingleSignOn } from './complete'
import { ourSideOf } from './our-side'

vi.hoisted(() => vi.stubEnv('SSO_ALLOW_PRIVATE', 'true'))

let provider: SamlTestProvider
let organization: Organization
let connectionId: string
let victim: { subject: string; email: string }

beforeAll(async () => {
  provider = await startSamlProvider()
  organization = await newOrganization()
  const domain = newDomain()
  connectionId = await newSamlConnection(organization, provider, { domain })
  victim = { subject: 'victim', email: `victim@${domain}` }
  for (const person of [victim, { subject: 'mallory', email: `mallory@${domain}` }]) {
    provider.people.set(person.subject, person)
    provider.signedIn = person.subject
    sessionOf(await signInThrough(organization, { connectionId }))
  }
})
afterAll(() => provider.stop())
beforeEach(() => Object.assign(provider, { change: {}, alter: null, signedIn: 'mallory' }))

/** Nobody has more sessions or proofs than before, and the organization's log exactly one event more, of the refusal. */
async function expectRefused(attack: () => Promise<unknown>, detail: RegExp): Promise<void> {
  const [before, logged] = [await sessions(), (await actionsOf(organization.accountId)).length]
  const refused = expect.stringMatching(/^answer_(?:refused|out_of_time)$/)
  expect(await attack()).toMatchObject({ attempt: null, refused })
  expect(await sessions()).toEqual(before)
  const events = (await eventsOf(organization.accountId)).slice(logged)
  expect(events).toMatchObject([{ action: 'sso_connection.sign_in_refused', object_id: connectionId }])
  expect(events[0]?.message).toMatch(detail)
}

async function sessions() {
  return query(
    'select s.id from session s join membership m on m.user_id = s.user_id and m.account_id = $1 order by 1',
    [organization.accountId],
  )
}

const attack = () => goToProvider(organization, { connectionId })

/** Signs an assertion or a response, as the provider would if it said this. */
function signed(
  xml: string,
  what: 'Assertion' | 'Response',
  change: { key?: string; algorithm?: 'sha1' | 'sha256' } = {},
): string {
  const { key: privateKey = provider.key.privateKey, algorithm = 'sha256' } = change
  const path = what === 'Response' ? `/*[local-name(.)="Response"]` : `//*[local-name(.)="Assertion"]`
  return signSamlPost(xml, path, { privateKey, signatureAlgorithm: algorithm, digestAlgorithm: algorithm })
}

/** The provider says something else than it would, and signs that. */
function saysAndSigns(replace: (xml: string) => string): void {
  provider.change = { signAssertion: false }
  provider.alter = (xml) => signed(replaced(xml, replace), 'Assertion')
}

function replaced(xml: string, replace: (xml: string) => string): string {
  const changed = replace(xml)
  if (changed === xml) throw new Error(`nothing was replaced in ${xml}`)
  return changed
}

const asVictim = (xml: string) => xml.replaceAll('mallory', 'victim')

test('what the tests do to an answer, it would be taken without', async () => {
  saysAndSigns((xml) => xml.replace('<saml:Subject>', '<saml:Subject> '))
  expect((await attack()).attempt).not.toBeNull()
})

describe('signature wrapping', () => {
  test.each(Object.keys(wrappings))('in form %s is refused', async (form) => {
    const isResponse = Number(form) < 3
    provider.change = isResponse
      ? { signAssertion: false, signResponse: true, signatureNamespacePrefix: '' }
      : {}
    provider.alter = (xml) => replaced(xml, (one) => wrappings[Number(form)]?.(one, asVictim) ?? one)
    await expectRefused(
      attack,
      /more than one|place where nothing|same id|more than a signature|something else/,
    )
  })

  test.each(Object.keys(wrappings))(
    'in form %s is refused by what reads the signature, too',
    async (form) => {
      // Without our own look at the document: the library and the judging of what it verified are enough, and name the victim never.
      const isResponse = Number(form) < 3
      provider.change = isResponse ? { signAssertion: false, signResponse: true } : {}
      const { SAML } = await import('@node-saml/node-saml')
      const { entityId, acsUrl } = ourSideOf(connectionId)
      const saml = new SAML({
        issuer: entityId,
        callbackUrl: acsUrl,
        idpCert: provider.key.certificate,
        wantAuthnResponseSigned: isResponse,
        wantAssertionsSigned: !isResponse,
      })
      const asked = { acsUrl, audience: entityId, requestId: '_x', relayState: '' }
      const xml = wrappings[Number(form)]?.(await provider.respond(asked), asVictim) ?? ''
      const SAMLResponse = Buffer.from(xml).toString('base64')
      const read = await saml.validatePostResponseAsync({ SAMLResponse }).catch(() => ({ profile: null }))
      expect(read.profile?.nameID).not.toBe('victim')
    },
  )
})

describe('an assertion', () => {
  test.each<[string, RegExp, () => void]>([
    [
      'beside another one',
      /same id|more than one assertion/,
      () => {
        provider.alter = (xml) =>
          xml.replace(/(<saml:Assertion[\s\S]*<\/saml:Assertion>)/, (one) => `${one}${asVictim(one)}`)
      },
    ],
    [
      'with a comment in the name id',
      /comments/,
      () => {
        provider.alter = (xml) => replaced(xml, (one) => one.replace('>mallory<', '>mal<!-- -->lory<'))
      },
    ],
    [
      'with an instruction in the name id',
      /comments or instructions/,
      () => {
        provider.alter = (xml) => replaced(xml, (one) => one.replace('>mallory<', '>mal<?x y?>lory<'))
      },
    ],
    ['that is not signed', /ignature/, () => void (provider.change = { signAssertion: false })],
    [
      'that is not signed, in a response that is',
      /ignature/,
      () => void (provider.change = { signAssertion: false, signResponse: true }),
    ],
    [
      'changed after it was signed',
      /ignature/,
      () => {
        provider.alter = (xml) => replaced(xml, (one) => one.replace('>mallory<', '>victim<'))
      },
    ],
    [
      'in a response that was changed after it was signed',
      /ignature/,
      () => {
        provider.change = { signResponse: true }
        provider.alter = (xml) =>
          replaced(xml, (one) => one.replace(/IssueInstant="[^"]*"/, 'IssueInstant="2020-01-01T00:00:00Z"'))
      },
    ],
    [
      'signed with another key',
      /ignature/,
      () => {
        const { privateKey, certificate } = newSamlKey()
        provider.change = { key: privateKey, cert: certificate }
      },
    ],
    [
      'with a signature of SHA-1',
      /SignatureMethod/,
      () => void (provider.change = { signatureAlgorithm: 'rsa-sha1' }),
    ],
    ['with a digest of SHA-1', /DigestMethod/, () => void (provider.change = { digestAlgorithm: 'sha1' })],
    [
      'with an HMAC by the certificate as its key',
      /SignatureMethod/,
      () => {
        provider.alter = (xml) =>
          replaced(xml, (one) =>
            one.replace(
              /(<SignatureMethod Algorithm=")[^"]*/,
              '$1http://www.w3.org/2000/09/xmldsig#hmac-sha1',
            ),
          )
      },
    ],
    ['that has expired', /expired/, () => void (provider.change = { lifetimeInSeconds: -120 })],
    [
      'that is not valid yet',
      /not valid yet|not yet valid/,
      () =>
        saysAndSigns((xml) =>
          xml.replace(/NotBefore="[^"]*"/, `NotBefore="${new Date(Date.now() + 120_000).toISOString()}"`),
        ),
    ],
    [
      'whose confirmation has expired',
      /expired/,
      () =>
        saysAndSigns((xml) =>
          xml.replace(
            /(<saml:SubjectConfirmationData[^>]*NotOnOrAfter=")[^"]*/,
            `$1${new Date(Date.now() - 120_000).toISOString()}`,
          ),
        ),
    ],
    [
      'without a time of its confirmation',
      /until when|NotOnOrAfter/,
      () =>
        saysAndSigns((xml) => xml.replace(/(<saml:SubjectConfirmationData[^>]*) NotOnOrAfter="[^"]*"/, '$1')),
    ],
    [
      'for another audience',
      /audience/,
      () => void (provider.change = { audience: 'https://another.example/' }),
    ],
    [
      'for no audience',
      /udience/,
      () =>
        saysAndSigns((xml) =>
          xml.replace(/<saml:AudienceRestriction>[\s\S]*<\/saml:AudienceRestriction>/, ''),
        ),
    ],
    [
      'for another recipient',
      /another recipient/,
      () => void (provider.change = { recipient: 'https://another.example/' }),
    ],
    [
      'in a response for another destination',
      /another destination/,
      () => void (provider.change = { destination: 'https://another.example/' }),
    ],
    [
      'in answer to another request',
      /answers another request/,
      () => void (provider.change = { inResponseTo: '_another' }),
    ],
    [
      'in answer to no request, in a response that claims to',
      /answers another request/,
      () =>
        saysAndSigns((xml) => xml.replace(/(<saml:SubjectConfirmationData[^>]*) InResponseTo="[^"]*"/, '$1')),
    ],
    [
      'of another issuer',
      /another issuer/,
      () => saysAndSigns((xml) => xml.replaceAll(/<saml:Issuer>[^<]*</g, '<saml:Issuer>urn:another<')),
    ],
    [
      'with a name id that does not last',
      /transient/,
      () =>
        void (provider.change = {
          nameIdentifierFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
        }),
    ],
    [
      'whose entities expand',
      /DTD/,
      () => {
        const entities = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        provider.alter = (xml) => entities + xml.replace('>mallory<', '>&b;<')
      },
    ],
    [
      'with an external entity',
      /DTD/,
      () => {
        provider.alter = (xml) =>
          `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>${xml.replace('>mallory<', '>&x;<')}`
      },
    ],
    ['in what is not XML', /not XML/, () => void (provider.alter = () => '<samlp:Response')],
    ['in what is too long', /too long/, () => void (provider.alter = (xml) => xml + ' '.repeat(300_000))],
    [
      'that is encrypted',
      /encrypted/,
      () => {
        provider.alter = (xml) =>
          xml.replace(
            /<saml:Assertion[\s\S]*<\/saml:Assertion>/,
            '<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"/>',
          )
      },
    ],
  ])('%s is refused', async (_, detail, prepare) => {
    prepare()
    await expectRefused(attack, detail)
  })
})

/** An answer to a sign-in that was begun here, before it is brought to us. */
async function answerOf(from: {
  organization: Organization
  connectionId: string
}): Promise<{ response: string; asked: SamlAsked }> {
  const { handle } = from.organization
  const { url } = await startByOrganization(
    visitor(),
    { handle, connectionId: from.connectionId },
    newBrowser(),
  )
  await fetch(url, { redirect: 'manual' })
  const asked = provider.lastAsked
  if (!asked) throw new Error('the provider was asked nothing')
  return { asked, response: Buffer.from(await provider.respond(asked)).toString('base64') }
}

describe('an assertion that was used', () => {
  test('is refused again, with the same relay state, with another one, and by another process', async () => {
    const { response, asked } = await answerOf({ organization, connectionId })
    const bring = (relayState: string) =>
      receiveSamlResponse(visitor(), { connectionId, response, relayState })
    const outcomes = await Promise.all([bring(asked.relayState), bring(asked.relayState)])
    expect(outcomes.filter(({ state }) => state === 'answered')).toHaveLength(1)
    // What another process knows is the database alone.
    vi.resetModules()
    const another = await import('./answers')
    const logged = (await actionsOf(organization.accountId)).length
    const again = await another.receiveSamlResponse(visitor(), {
      connectionId,
      response,
      relayState: asked.relayState,
    })
    expect(again).toMatchObject({ state: 'refused', reason: 'unsolicited' })
    expect((await actionsOf(organization.accountId)).slice(logged)).toEqual([
      'sso_connection.sign_in_refused',
    ])
  })

  test('is refused where what nobody asked for is let in', async () => {
    const domain = newDomain()
    const open = await newSamlConnection(organization, provider, {
      domain,
      allowsUnsolicited: true,
      name: 'Open',
    })
    const { acsUrl, entityId: audience } = ourSideOf(open)
    const xml = await provider.respond({ acsUrl, audience, requestId: null, relayState: '' })
    const response = Buffer.from(xml).toString('base64')
    const bring = () => receiveSamlResponse(visitor(), { connectionId: open, response, relayState: '' })
    const outcomes = await Promise.all([bring(), bring(), bring()])
    expect(outcomes.map(({ state }) => state).toSorted()).toEqual(['answered', 'refused', 'refused'])
    vi.resetModules()
    const another = await import('./answers')
    const again = await another.receiveSamlResponse(visitor(), {
      connectionId: open,
      response,
      relayState: '',
    })
    expect(again).toMatchObject({ state: 'refused', reason: 'answer_refused' })
  })
})

describe('another connection', () => {
  test('of the same provider does not take what was answered to this one', async () => {
    const other = await newSamlConnection(organization, provider, { name: 'Other' })
    const { response, asked } = await answerOf({ organization, connectionId: other })
    const bring = async () => {
      const received = await receiveSamlResponse(visitor(), {
        connectionId,
        response,
        relayState: asked.relayState,
      })
      return { attempt: null, refused: received.state === 'refused' ? 'answer_refused' : null, received }
    }
    await expectRefused(bring, /no open attempt/)
    // Nor with a relay state of its own.
    const own = await answerOf({ organization, connectionId })
    await expectRefused(async () => {
      const received = await receiveSamlResponse(visitor(), {
        connectionId,
        response,
        relayState: own.asked.relayState,
      })
      return { attempt: null, refused: received.state === 'refused' ? received.reason : null }
    }, /another (?:request|recipient|destination)/)
  })

  test('of another organization does not speak for the address of a domain that is not its own', async () => {
    const theirs = await newOrganization()
    const evil = await newSamlConnection(theirs, provider, { domain: newDomain() })
    provider.signedIn = 'victim'
    const before = await sessions()
    const logged = (await actionsOf(theirs.accountId)).length
    await expect(signInThrough(theirs, { connectionId: evil })).rejects.toMatchObject({
      reason: 'address_not_proven',
    })
    // Nor for that of somebody who belongs to it, who is asked to prove it.
    const member = await newPerson({ email: victim.email.replace('victim@', 'member@') })
    await query(
      `insert into membership (account_id, id, kind, user_id, role_id, status, principal_name, principal_email, updated_at)
       values ($1, $2, 'USER', $3, $4, 'ACTIVE', 'M', $5, now())`,
      [theirs.accountId, randomUUID(), member.user.id, theirs.roles.MEMBER, member.user.email],
    )
    provider.people.set('liar', { subject: 'liar', email: member.user.email })
    provider.signedIn = 'liar'
    const { browser, attempt } = await goToProvider(theirs, { connectionId: evil })
    const completed = await completeSingleSignOn(visitor(), { attempt: attempt ?? '' }, browser)
    expect(completed).toMatchObject({ state: 'prove', email: member.user.email })
    expect(await sessions()).toEqual(before)
    expect((await actionsOf(theirs.accountId)).slice(logged)).toEqual([
      'sso_connection.sign_in_refused',
      'sso_connection.sign_in_refused',
    ])
  })
})

test('refusals of one client are an event each, and beyond sixty in a quarter of an hour one a minute', async () => {
  const logged = (await actionsOf(organization.accountId)).length
  const ctx = visitor()
  const refuse = () => receiveSamlResponse(ctx, { connectionId, response: 'aGVsbG8=', relayState: '' })
  for (let time = 0; time < 3; time += 1) await refuse()
  const recorded = async () => (await actionsOf(organization.accountId)).slice(logged)
  expect(await recorded()).toEqual(Array(3).fill('sso_connection.sign_in_refused'))
  await consume('sso_refusals', `${clientKeyOf(ctx.ipAddress)} ${connectionId}`, 57)
  for (let time = 0; time < 5; time += 1) await refuse()
  expect(await recorded()).toHaveLength(3)
})

test('a form of another site reaches the address of the provider’s answers, and no cookie counts there', async () => {
  const address = `/api/sso/${connectionId}/acs`
  const answer = await askRoute(
    { method: 'post' },
    { address, body: 'SAMLResponse=x', headers: { cookie: 'next-auth.session-token=x' } },
  )
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sso/complete?refused=unsolicited'])
})
