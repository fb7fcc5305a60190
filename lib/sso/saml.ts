import { SAML } from '@node-saml/node-saml'
import { judgeAssertion, type Expected, type JudgedAssertion } from './saml-assertion'
import {
  allOf,
  childrenOf,
  countNamed,
  namespaces,
  onlyChild,
  parseXml,
  refuseOddities,
  refuseOddSignatures,
  isSamlProblem,
  samlProblem,
  textOf,
} from './saml-document'

export type SamlConnection = {
  /** The provider's entity id, pages and certificates. */
  issuer: string
  signInUrl: string
  signOutUrl: string | null
  certificates: readonly string[]
  /** Ours. */
  entityId: string
  acsUrl: string
  /** What we sign with. */
  privateKey: string
}

/** How long a message may be, in bytes, before it is decoded. */
export const samlMessageBytes = 262_144

/** Where the browser goes to sign in, with a request that is signed with our key (HTTP-Redirect binding). */
export async function samlRequestUrl(
  connection: SamlConnection,
  { requestId, relayState }: { requestId: string; relayState: string },
): Promise<string> {
  return library(connection, { requestId }).getAuthorizeUrlAsync(relayState, undefined, {})
}

/**
 * Takes a provider's response (HTTP-POST binding) and returns what its one assertion vouches for. The assertion has to be signed by a certificate
 * of the connection; where the response is signed too, that signature has to hold as well. What is read is what was verified, nothing else of
 * the message. Throws a problem (`isSamlProblem`).
 */
export async function takeSamlResponse(
  connection: SamlConnection,
  samlResponse: string,
  expected: Omit<Expected, 'issuer' | 'audience' | 'recipient'>,
): Promise<JudgedAssertion> {
  const document = parseXml(decodedMessage(samlResponse))
  refuseOddities(document)
  const response = document.documentElement
  requireOneOfEach(document)
  const assertion = onlyChild(response, 'assertion', 'Assertion')
  refuseOddSignatures(document, new Set([response, assertion]))
  judgeResponse(response, connection, expected.requestId)
  const isResponseSigned = childrenOf(response, 'signature', 'Signature').length > 0
  const verified = await verifiedAssertion(connection, samlResponse, isResponseSigned)
  const { issuer, entityId: audience, acsUrl: recipient } = connection
  return judgeAssertion(verified, { ...expected, issuer, audience, recipient })
}

// Of the eight forms of signature wrapping each needs a second assertion or response somewhere: there is none, whatever its namespace.
function requireOneOfEach(document: Document): void {
  const { localName, namespaceURI } = document.documentElement
  if (localName !== 'Response' || namespaceURI !== namespaces.protocol)
    throw samlProblem('The message is no response.')
  if (countNamed(document, 'EncryptedAssertion') > 0)
    throw samlProblem('The assertion is encrypted, which is not taken. Have the provider send it signed.')
  if (countNamed(document, 'Response') !== 1) throw samlProblem('There is more than one response.')
  const status = allOf(document, 'protocol', 'StatusCode').map((code) => code.getAttribute('Value') ?? '')
  if (countNamed(document, 'Assertion') === 0)
    throw samlProblem(`The provider answered ${lastPart(status.at(-1))}.`, 'saml_denied')
  if (countNamed(document, 'Assertion') !== 1) throw samlProblem('There is more than one assertion.')
}

function judgeResponse(
  response: Element,
  { issuer, acsUrl }: SamlConnection,
  requestId: string | null,
): void {
  const status = onlyChild(onlyChild(response, 'protocol', 'Status'), 'protocol', 'StatusCode').getAttribute(
    'Value',
  )
  if (status !== 'urn:oasis:names:tc:SAML:2.0:status:Success')
    throw samlProblem(`The provider answered ${lastPart(status)}.`, 'saml_denied')
  const [named] = childrenOf(response, 'assertion', 'Issuer')
  if (named && textOf(named) !== issuer) throw samlProblem('The response is of another issuer.')
  const destination = response.getAttribute('Destination')
  if (destination ? destination !== acsUrl : childrenOf(response, 'signature', 'Signature').length > 0)
    throw samlProblem('The response is for another destination.')
  if ((response.getAttribute('InResponseTo') || null) !== requestId)
    throw samlProblem('The response answers another request.')
}

async function verifiedAssertion(
  connection: SamlConnection,
  samlResponse: string,
  isResponseSigned: boolean,
): Promise<Element> {
  try {
    const { profile } = await library(connection, { isResponseSigned }).validatePostResponseAsync({
      SAMLResponse: samlResponse,
    })
    const text = profile?.getAssertionXml?.()
    if (!text) throw samlProblem('Nothing was verified.')
    return parseXml(Buffer.from(text)).documentElement
  } catch (error) {
    if (isSamlProblem(error)) throw error
    // The library's words name no secret; they are for Administrators.
    const words = error instanceof Error ? error.message.slice(0, 200) : 'The signature does not hold.'
    throw samlProblem(words, /expired|not yet valid/.test(words) ? 'saml_out_of_time' : 'saml_refused')
  }
}

/** The library for one connection: signatures are its part, what the assertion says is judged here. */
export function library(
  connection: SamlConnection,
  { requestId, isResponseSigned = false }: { requestId?: string; isResponseSigned?: boolean },
): SAML {
  return new SAML({
    issuer: connection.entityId,
    audience: connection.entityId,
    callbackUrl: connection.acsUrl,
    entryPoint: connection.signInUrl,
    logoutUrl: connection.signOutUrl ?? connection.signInUrl,
    idpIssuer: connection.issuer,
    idpCert: [...connection.certificates],
    privateKey: connection.privateKey,
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: isResponseSigned,
    acceptedClockSkewMs: 60_000,
    identifierFormat: null,
    disableRequestedAuthnContext: true,
    ...(requestId ? { generateUniqueId: () => requestId } : {}),
  })
}

/** A message as it came in a form, decoded; refuses what is too long or no base64. */
export function decodedMessage(base64: string): Buffer {
  const bare = base64.replaceAll(/\s+/g, '')
  if (bare.length > samlMessageBytes) throw samlProblem('The message is too long.')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(bare)) throw samlProblem('The message is not base64.')
  return Buffer.from(bare, 'base64')
}

function lastPart(status: string | null | undefined): string {
  return (status ?? '').split(':').at(-1)?.slice(0, 60) || 'without a status'
}
