import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import samlp from 'samlp'
import { selfSignedCertificate } from '@/lib/sso/self-signed'
import { answerChoice, escaped, type ProviderPerson, type SignedIn } from './people'
import { serveProvider } from './serve'

export type SamlKey = { privateKey: string; certificate: string }

/** What an answer is in reply to, and for whom. */
export type SamlAsked = { acsUrl: string; audience: string; requestId: string | null; relayState: string }

/** Whom a request signs out, by which key, and until when it says that it holds. */
type LoggedOut = { nameId: string; sessionIndex?: string; key?: SamlKey; notOnOrAfter?: string }

/** What is asked for differently than the provider would by itself. */
export type SamlChange = Record<string, unknown>

export type SamlTestProvider = SignedIn & {
  entityId: string
  signInUrl: string
  signOutUrl: string
  metadataUrl: string
  people: Map<string, ProviderPerson>
  isDown: boolean
  /** How long it waits before it answers anything, for a provider that hangs. */
  delayMilliseconds: number
  /** What it signs with, and the certificates that its metadata publish. */
  key: SamlKey
  published: string[]
  /** Certificates of ours that requests have to be signed with; none for any. */
  requestCertificates: string[]
  /** Options of `samlp` for the next answers. */
  change: SamlChange
  /** Makes another message of the one that it is about to answer; it is given unsigned when `change` says so. */
  alter: ((xml: string) => string) | null
  /** What browsers brought last. */
  lastAsked: SamlAsked | null
  /** Requests and answers about signing out, as they came: the name id of requests, `answer` for answers. */
  signedOut: string[]
  metadata: () => string
  /** A response, whether or not anybody asked for one, about whoever is signed in or somebody who was chosen. */
  respond: (asked: SamlAsked, subject?: string) => Promise<string>
  /** The address that a browser is sent to for a signed request to sign somebody out. */
  logoutUrl: (to: string, person: LoggedOut) => string
  stop: () => Promise<void>
}

/** A key with a certificate, as identity providers have them: not one whose end is mailed to anybody while the tests of that run. */
export function newSamlKey(): SamlKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)
  const certificate = selfSignedCertificate({
    commonName: 'idp',
    notBefore: inDays(-1),
    notAfter: inDays(365),
    privateKey,
    publicKey,
  })
  return { privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), certificate }
}

/** A real SAML identity provider (samlp) with people, for the tests. */
export async function startSamlProvider(): Promise<SamlTestProvider> {
  const { origin, stop } = await serveProvider(handle)
  const key = newSamlKey()
  const test: SamlTestProvider = {
    entityId: `urn:idp:${randomUUID()}`,
    signInUrl: `${origin}/sign-in`,
    signOutUrl: `${origin}/sign-out`,
    metadataUrl: `${origin}/metadata`,
    people: new Map(),
    signedIn: null,
    isDown: false,
    delayMilliseconds: 0,
    key,
    published: [key.certificate],
    requestCertificates: [],
    change: {},
    alter: null,
    lastAsked: null,
    signedOut: [],
    metadata: () => metadataOf(test),
    respond: (asked, subject) => responseOf(test, asked, subject),
    logoutUrl: (to, person) => logoutUrlOf(test, to, person),
    stop,
  }
  return test

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (test.isDown) return void request.socket.destroy()
    if (test.delayMilliseconds > 0) await setTimeout(test.delayMilliseconds)
    const url = new URL(request.url ?? '/', origin)
    if (url.pathname === '/metadata') return void response.end(test.metadata())
    if (url.pathname === '/sign-out') return noteSignOut(test, url, response)
    const person = url.searchParams.get('person') ?? test.signedIn
    if (person === null)
      return answerChoice(
        response,
        test.people,
        (subject) => `${url.pathname}${url.search}&person=${encodeURIComponent(subject)}`,
      )
    const asked = await askedIn(test, url)
    test.lastAsked = asked
    const saml = Buffer.from(await test.respond(asked, person)).toString('base64')
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end(formOf(asked, saml))
  }
}

function formOf({ acsUrl, relayState }: SamlAsked, response: string): string {
  const input = (name: string, value: string) =>
    `<input type="hidden" name="${name}" value="${escaped(value)}">`
  const fields = `${input('SAMLResponse', response)}${input('RelayState', relayState)}`
  return `<form method="post" action="${escaped(acsUrl)}">${fields}</form><script>document.forms[0].submit()</script>`
}

async function askedIn(test: SamlTestProvider, url: URL): Promise<SamlAsked> {
  const query = Object.fromEntries(url.searchParams)
  const certificates = test.requestCertificates.length > 0 ? test.requestCertificates : [undefined]
  const problems: unknown[] = []
  for (const signingCert of certificates) {
    try {
      const parsed = await parsedRequest(query, signingCert)
      return {
        acsUrl: parsed.assertionConsumerServiceURL ?? '',
        audience: parsed.issuer ?? '',
        requestId: parsed.id ?? null,
        relayState: query['RelayState'] ?? '',
      }
    } catch (error) {
      problems.push(error)
    }
  }
  throw new Error(`no request that is taken: ${String(problems[0])}`)
}

type Parsed = { issuer?: string; id?: string; assertionConsumerServiceURL?: string }

async function parsedRequest(
  query: Record<string, string>,
  signingCert: string | undefined,
): Promise<Parsed> {
  const options = { relayState: query['RelayState'], ...(signingCert ? { signingCert } : {}) }
  return new Promise((resolve, reject) => {
    samlp.parseRequest({ query, method: 'GET' }, options, (error, parsed) =>
      error ? reject(error) : resolve(parsed),
    )
  })
}

async function responseOf(
  test: SamlTestProvider,
  asked: SamlAsked,
  subject = test.signedIn,
): Promise<string> {
  const person = test.people.get(subject ?? '')
  if (!person) throw new Error('nobody is signed in at the provider')
  const options = {
    issuer: test.entityId,
    cert: test.key.certificate,
    key: test.key.privateKey,
    audience: asked.audience,
    recipient: asked.acsUrl,
    destination: asked.acsUrl,
    ...(asked.requestId ? { inResponseTo: asked.requestId } : {}),
    lifetimeInSeconds: 300,
    signatureAlgorithm: 'rsa-sha256',
    digestAlgorithm: 'sha256',
    sessionIndex: `_${person.subject}`,
    typedAttributes: false,
    nameIdentifierFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    profileMapper: (user: ProviderPerson) => ({
      getClaims: () => attributesOf(user),
      getNameIdentifier: () => ({ nameIdentifier: user.subject }),
    }),
    ...test.change,
  }
  const xml = await new Promise<string>((resolve, reject) => {
    samlp.getSamlResponse(options, person, (error, made) => (error ? reject(error) : resolve(made)))
  })
  return test.alter ? test.alter(xml) : xml
}

function attributesOf({ email, name, groups }: ProviderPerson): Record<string, string | string[]> {
  return {
    ...(email === undefined ? {} : { email }),
    ...(name === undefined ? {} : { displayName: name }),
    ...(groups === undefined ? {} : { groups }),
  }
}

function metadataOf({ entityId, published, signInUrl, signOutUrl }: SamlTestProvider): string {
  const keys = published.map((certificate) => {
    const bare = certificate.replaceAll(/-----[^-]+-----|\s/g, '')
    return `<KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${bare}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>`
  })
  const binding = 'Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"'
  return `<?xml version="1.0"?>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="${escaped(entityId)}">
<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${keys.join('')}
<SingleLogoutService ${binding} Location="${signOutUrl}"/><SingleSignOnService ${binding} Location="${signInUrl}"/>
</IDPSSODescriptor></EntityDescriptor>`
}

function noteSignOut(test: SamlTestProvider, url: URL, response: ServerResponse): void {
  const request = url.searchParams.get('SAMLRequest')
  const text = request ? inflateRawSync(Buffer.from(request, 'base64')).toString() : ''
  test.signedOut.push(request ? (/<saml:NameID[^>]*>([^<]*)</.exec(text)?.[1] ?? '') : 'answer')
  response.end('signed out')
}

function logoutUrlOf(
  test: SamlTestProvider,
  to: string,
  { nameId, sessionIndex, key = test.key, notOnOrAfter }: LoggedOut,
): string {
  const index = sessionIndex ? `<samlp:SessionIndex>${escaped(sessionIndex)}</samlp:SessionIndex>` : ''
  const until = notOnOrAfter ? ` NotOnOrAfter="${notOnOrAfter}"` : ''
  const xml = `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_${randomUUID()}" Version="2.0" IssueInstant="${new Date().toISOString()}" Destination="${escaped(to)}"${until}><saml:Issuer>${escaped(test.entityId)}</saml:Issuer><saml:NameID>${escaped(nameId)}</saml:NameID>${index}</samlp:LogoutRequest>`
  const algorithm = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'
  const request = encodeURIComponent(deflateRawSync(xml).toString('base64'))
  const signed = `SAMLRequest=${request}&SigAlg=${encodeURIComponent(algorithm)}`
  const signature = createSign('sha256').update(signed).sign(key.privateKey, 'base64')
  return `${to}?${signed}&Signature=${encodeURIComponent(signature)}`
}
