import { allOf, childrenOf, isSamlProblem, onlyChild, samlProblem, textOf } from './saml-document'
import { bearable, claimsOf, groupsOf, isSubject, type Vouched } from './vouched'

const skewMilliseconds = 60_000

/** What an assertion is held to: everything that its signature alone does not say. */
export type Expected = {
  issuer: string
  /** Our entity id and assertion consumer service. */
  audience: string
  recipient: string
  /** The id of the request that it answers; null where nobody asked, which the connection has to allow. */
  requestId: string | null
  groupsClaim: string
  now: Date
}

export type JudgedAssertion = { id: string; expiresAt: Date; vouched: Vouched }

/**
 * Reads an assertion whose signature was verified (SAML core, section 2, and profiles, section 4.1.4.3). Throws a problem (`isSamlProblem`) unless it is of the
 * expected issuer, for us, for this address, in answer to this request, and valid now with 60 seconds of skew.
 */
export function judgeAssertion(assertion: Element, expected: Expected): JudgedAssertion {
  const id = assertion.getAttribute('ID')
  if (!id) throw samlProblem('The assertion has no id.')
  if (textOf(onlyChild(assertion, 'assertion', 'Issuer')) !== expected.issuer)
    throw samlProblem('The assertion is of another issuer.')
  const conditions = onlyChild(assertion, 'assertion', 'Conditions')
  const until = judgeTimes(conditions, expected.now)
  judgeAudience(conditions, expected)
  const subject = onlyChild(assertion, 'assertion', 'Subject')
  const confirmedUntil = judgeConfirmation(subject, expected)
  const expiresAt = new Date(Math.max(until ?? 0, confirmedUntil) + skewMilliseconds)
  return { id, expiresAt, vouched: vouchedOf(assertion, subject, expected) }
}

function judgeTimes(element: Element, now: Date): number | null {
  const from = timeOf(element, 'NotBefore')
  const until = timeOf(element, 'NotOnOrAfter')
  if (from !== null && from > now.getTime() + skewMilliseconds)
    throw samlProblem('The assertion is not valid yet.', 'saml_out_of_time')
  if (until !== null && until <= now.getTime() - skewMilliseconds)
    throw samlProblem('The assertion has expired.', 'saml_out_of_time')
  return until
}

// Each restriction has to name us; without one the assertion is for anybody.
function judgeAudience(conditions: Element, { audience }: Expected): void {
  const restrictions = childrenOf(conditions, 'assertion', 'AudienceRestriction')
  const isForUs = (restriction: Element) =>
    childrenOf(restriction, 'assertion', 'Audience').some((one) => textOf(one) === audience)
  if (restrictions.length === 0 || !restrictions.every(isForUs))
    throw samlProblem('The assertion is for another audience.')
}

// One bearer confirmation that holds is enough; when none does, the last one says why.
function judgeConfirmation(subject: Element, expected: Expected): number {
  let problem = samlProblem('The assertion has no bearer confirmation.')
  for (const confirmation of childrenOf(subject, 'assertion', 'SubjectConfirmation')) {
    if (confirmation.getAttribute('Method') !== 'urn:oasis:names:tc:SAML:2.0:cm:bearer') continue
    try {
      return judgeBearer(onlyChild(confirmation, 'assertion', 'SubjectConfirmationData'), expected)
    } catch (error) {
      if (!isSamlProblem(error)) throw error
      problem = error
    }
  }
  throw problem
}

function judgeBearer(data: Element, { recipient, requestId, now }: Expected): number {
  if (data.getAttribute('Recipient') !== recipient)
    throw samlProblem('The assertion is for another recipient.')
  const until = judgeTimes(data, now)
  if (until === null) throw samlProblem('The assertion does not say until when it holds.')
  if ((data.getAttribute('InResponseTo') || null) !== requestId)
    throw samlProblem('The assertion answers another request.')
  return until
}

function vouchedOf(assertion: Element, subject: Element, { groupsClaim }: Expected): Vouched {
  const nameId = onlyChild(subject, 'assertion', 'NameID')
  const format = nameId.getAttribute('Format') ?? ''
  const name = textOf(nameId)
  if (!isSubject(nameId.textContent ?? '')) throw samlProblem('The assertion names nobody (NameID).')
  if (format === 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient')
    throw samlProblem(
      'The name id is another one each time (transient). Have the provider send a lasting one.',
    )
  const attributes = attributesOf(assertion)
  const email = firstOf(attributes, emailAttributes) ?? (format.endsWith('emailAddress') ? name : null)
  const [statement] = childrenOf(assertion, 'assertion', 'AuthnStatement')
  return {
    subject: name,
    email,
    isEmailVerified: true,
    name: personName(attributes),
    groups: isLeftOut(attributes, groupsClaim) ? null : groupsOf(attributes[groupsClaim] ?? []),
    nameId: name,
    sessionIndex: statement?.getAttribute('SessionIndex') || null,
    claims: claimsOf({ NameID: name, ...attributes }),
  }
}

// Entra ID's way beyond 150 groups: the address where they could be asked for.
function isLeftOut(attributes: Record<string, string[]>, groupsClaim: string): boolean {
  const link = attributes['http://schemas.microsoft.com/claims/groups.link']
  return attributes[groupsClaim] === undefined && link !== undefined
}

// As the large providers name them: by a word, by the claim's address (Entra ID, AD FS), by the object identifier (X.500).
const emailAttributes = [
  'email',
  'mail',
  'emailAddress',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
  'urn:oid:0.9.2342.19200300.100.1.3',
]
const displayNames = [
  'displayName',
  'name',
  'http://schemas.microsoft.com/identity/claims/displayname',
  'urn:oid:2.16.840.1.113730.3.1.241',
]
const givenNames = [
  'firstName',
  'givenName',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname',
  'urn:oid:2.5.4.42',
]
const familyNames = [
  'lastName',
  'sn',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname',
  'urn:oid:2.5.4.4',
]

function personName(attributes: Record<string, string[]>): string | null {
  const parts = [firstOf(attributes, givenNames), firstOf(attributes, familyNames)].filter(Boolean).join(' ')
  return firstOf(attributes, displayNames) ?? (parts || null)
}

function firstOf(attributes: Record<string, string[]>, names: readonly string[]): string | null {
  for (const name of names) {
    const value = attributes[name]?.[0]
    if (value) return value
  }
  return null
}

function attributesOf(assertion: Element): Record<string, string[]> {
  const attributes = new Map<string, string[]>()
  for (const attribute of allOf(assertion, 'assertion', 'Attribute')) {
    const name = attribute.getAttribute('Name') ?? ''
    const values = childrenOf(attribute, 'assertion', 'AttributeValue').map(({ textContent }) =>
      bearable(textContent ?? '').slice(0, 1_000),
    )
    attributes.set(name, [...(attributes.get(name) ?? []), ...values.filter((value) => value !== '')])
  }
  return Object.fromEntries(attributes)
}

function timeOf(element: Element, name: string): number | null {
  const text = element.getAttribute(name)
  if (!text) return null
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time)) throw samlProblem(`The time ${name} cannot be read.`)
  return time
}
