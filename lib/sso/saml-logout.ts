import { createVerify, X509Certificate } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { decodedMessage, library, samlMessageBytes, type SamlConnection } from './saml'
import {
  childrenOf,
  isSamlProblem,
  namespaces,
  onlyChild,
  parseXml,
  refuseOddities,
  refuseOddSignatures,
  samlProblem,
  textOf,
} from './saml-document'

/** A request of a provider to sign somebody out, whose signature was verified. */
export type LogoutRequest = {
  id: string
  /** Until when it would be taken. */
  expiresAt: Date
  nameId: string
  sessionIndexes: string[]
  relayState: string | null
}

type Message = { binding: 'REDIRECT' | 'POST'; text: string }

/** Whether a message is a provider's answer to our own request: nothing hangs on it, and nothing of it is read. */
export function isLogoutAnswer({ text }: Message): boolean {
  return /(?:^|&)SAMLResponse=/.test(text)
}

/**
 * Reads a request to sign somebody out (SAML profiles, section 4.4). It has to be signed, by the query's signature or in the document, and to be
 * of the provider, for us, and of now. Throws a problem (`isSamlProblem`).
 */
export async function readLogoutRequest(
  connection: SamlConnection,
  message: Message,
  { logoutUrl, now }: { logoutUrl: string; now: Date },
): Promise<LogoutRequest> {
  const request =
    message.binding === 'POST'
      ? await postedRequest(connection, message.text)
      : redirected(connection, message.text)
  const { root, relayState } = request
  if (root.localName !== 'LogoutRequest' || root.namespaceURI !== namespaces.protocol)
    throw samlProblem('The message is no request to sign out.')
  if (textOf(onlyChild(root, 'assertion', 'Issuer')) !== connection.issuer)
    throw samlProblem('The request to sign out is of another issuer.')
  if (root.getAttribute('Destination') !== logoutUrl)
    throw samlProblem('The request to sign out is for another destination.')
  const expiresAt = judgeTime(root, now)
  const id = root.getAttribute('ID')
  if (!id) throw samlProblem('The request to sign out has no id.')
  return {
    id,
    expiresAt,
    nameId: textOf(onlyChild(root, 'assertion', 'NameID')),
    sessionIndexes: childrenOf(root, 'protocol', 'SessionIndex').map(textOf),
    relayState,
  }
}

/** Where the browser goes to be signed out at the provider as well, with a request that is signed with our key. */
export async function logoutRequestUrl(
  connection: SamlConnection,
  { nameId, sessionIndex }: { nameId: string; sessionIndex: string | null },
): Promise<string> {
  const person = {
    issuer: connection.entityId,
    nameID: nameId,
    nameIDFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
    ...(sessionIndex ? { sessionIndex } : {}),
  }
  return library(connection, {}).getLogoutUrlAsync(person, '', {})
}

/** Where the browser takes our answer to the provider's request. */
export async function logoutAnswerUrl(
  connection: SamlConnection,
  { id, nameId, relayState }: LogoutRequest,
): Promise<string> {
  const asked = { issuer: connection.issuer, nameID: nameId, nameIDFormat: '', ID: id }
  return library(connection, {}).getLogoutResponseUrlAsync(asked, relayState ?? '', {}, true)
}

type Request = { root: Element; relayState: string | null }

async function postedRequest(connection: SamlConnection, text: string): Promise<Request> {
  const form = new URLSearchParams(text)
  const message = form.get('SAMLRequest') ?? ''
  const document = parseXml(decodedMessage(message))
  refuseOddities(document)
  const root = document.documentElement
  refuseOddSignatures(document, new Set([root]))
  try {
    await library(connection, {}).validatePostRequestAsync({ SAMLRequest: message })
  } catch (error) {
    throw isSamlProblem(error)
      ? error
      : samlProblem('The signature of the request to sign out does not hold.')
  }
  return { root, relayState: form.get('RelayState') }
}

const digests: Readonly<Record<string, string>> = {
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256': 'sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512': 'sha512',
}

// The signature is over the parameters as they came, in this order (SAML bindings, section 3.4.4.1); each once, so that none is read but those.
function redirected(connection: SamlConnection, query: string): Request {
  const raw = new Map<string, string>()
  for (const part of query.split('&')) {
    const at = part.indexOf('=')
    const [name, value] = [part.slice(0, at), part.slice(at + 1)] as const
    if (raw.has(name)) throw samlProblem('A parameter of the request to sign out is there twice.')
    raw.set(name, value)
  }
  const of = (name: string) => new URLSearchParams(`${name}=${raw.get(name) ?? ''}`).get(name) ?? ''
  const digest = digests[of('SigAlg')]
  if (!digest)
    throw samlProblem('The request to sign out is not signed, or by an algorithm that is not taken.')
  const names = ['SAMLRequest', ...(raw.has('RelayState') ? ['RelayState'] : []), 'SigAlg']
  const signed = names.map((name) => `${name}=${raw.get(name) ?? ''}`).join('&')
  const signature = Buffer.from(of('Signature'), 'base64')
  const holds = connection.certificates.some((pem) =>
    createVerify(digest).update(signed).verify(new X509Certificate(pem).publicKey, signature),
  )
  if (!holds) throw samlProblem('The signature of the request to sign out does not hold.')
  const document = parseXml(inflated(of('SAMLRequest')))
  refuseOddities(document)
  return { root: document.documentElement, relayState: raw.has('RelayState') ? of('RelayState') : null }
}

function inflated(base64: string): Buffer {
  try {
    return inflateRawSync(decodedMessage(base64), { maxOutputLength: samlMessageBytes })
  } catch (error) {
    throw isSamlProblem(error) ? error : samlProblem('The request to sign out cannot be read.')
  }
}

const withinMilliseconds = 10 * 60_000

function judgeTime(root: Element, now: Date): Date {
  const issued = Date.parse(root.getAttribute('IssueInstant') ?? '')
  if (Number.isNaN(issued) || Math.abs(now.getTime() - issued) > withinMilliseconds)
    throw samlProblem('The request to sign out is not of now.')
  const until = root.getAttribute('NotOnOrAfter')
  // A time that cannot be read is none that lies ahead.
  if (until && !(Date.parse(until) > now.getTime() - 60_000))
    throw samlProblem('The request to sign out has expired.')
  return new Date(issued + withinMilliseconds)
}
