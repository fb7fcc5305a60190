import { randomInt } from 'node:crypto'
import { createRouter } from '@/lib/http/router'
import { createScimToken } from '@/lib/scim/tokens'
import type { Organization } from './organizations'
import { newDomain, newDomainRow } from './sso'

const router = createRouter(() => Promise.resolve(null))

/** What tests read of an answer's body; whether it is there they assert. */
export type ScimBody = {
  id: string
  userName: string
  active: boolean
  displayName: string
  detail: string
  name: Record<string, string>
  emails: Record<string, unknown>[]
  groups: { value: string; display: string }[]
  members: { value: string }[]
  attributes: Record<string, unknown>[]
  meta: { version: string; location: string }
  totalResults: number
  Resources: ScimBody[]
}

export type ScimAnswer = { status: number; body: ScimBody; headers: Headers }

/** Sends what an identity provider sends; `token` null for none. */
export async function askScim(
  token: string | null,
  request: { method?: string; path: string; body?: unknown; headers?: Record<string, string> },
): Promise<ScimAnswer> {
  const { method = 'GET', path, body, headers } = request
  const response = await router.fetch(
    new Request(`http://roster.test:3000/scim/v2${path}`, {
      method,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      headers: {
        'content-type': 'application/scim+json',
        'x-roster-client-address': `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`,
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
    }),
  )
  const text = await response.text()
  // As above: no body is null, which no test reads from.
  const read = (text === '' ? null : JSON.parse(text)) as ScimBody
  return { status: response.status, body: read, headers: response.headers }
}

/** A provisioning token of an organization; returns its secret. */
export async function newScimToken(
  { accountId, administrator }: Organization,
  name = 'Provider',
): Promise<string> {
  const { token } = await createScimToken(administrator.ctx, { accountId, name, expiresAt: null })
  return token
}

/** A domain that the organization has proven; returns it. */
export async function newProvenDomain(organization: { accountId: string }): Promise<string> {
  const domain = newDomain()
  await newDomainRow(organization, domain)
  return domain
}

/** A user as a provider would send it. */
export function scimUser(userName: string, change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName,
    name: { givenName: 'Grace', familyName: 'Hopper' },
    emails: [{ primary: true, value: userName, type: 'work' }],
    displayName: 'Grace Hopper',
    active: true,
    ...change,
  }
}

/** A PATCH's body. */
export function patchOf(...Operations: unknown[]): Record<string, unknown> {
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations }
}
