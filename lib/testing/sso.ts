import { randomUUID } from 'node:crypto'
import type { Ctx } from '@/lib/authz/context'
import { query } from './database'
import { newMember, newOrganization, type Organization } from './organizations'
import { newPerson, requestWith } from './people'

type Place = { accountId: string }

/** What the domains of one file of tests are below: the daily check looks at those of all files, which share a database. */
export const zone = `z${randomUUID().replaceAll('-', '').slice(0, 20)}.example`

/** A domain nobody else in the tests has. */
export function newDomain(): string {
  return `d${randomUUID().replaceAll('-', '')}.${zone}`
}

/** A connection of an organization that nobody signs in through; returns its id. */
export async function newConnectionRow(
  { accountId, roles }: Place & { roles: Pick<Organization['roles'], 'MEMBER'> },
  { state = 'ACTIVE', name = 'Company' }: { state?: 'DRAFT' | 'ACTIVE' | 'DISABLED'; name?: string } = {},
): Promise<string> {
  const id = randomUUID()
  await query(
    `insert into sso_connection (account_id, id, kind, name, state, role_id, issuer, client_id, updated_at)
     values ($1, $2, 'OIDC', $3, $4::"SsoState", $5, 'https://idp.example.com', 'client', now())`,
    [accountId, id, name, state, roles.MEMBER],
  )
  return id
}

/** Makes a connection active as if it had been tested. */
export async function activateRow(connectionId: string): Promise<void> {
  await query(`update sso_connection set state = 'ACTIVE', tested_at = now() where id = $1`, [connectionId])
}

/** A domain of an organization, proven unless said otherwise; returns its id. */
export async function newDomainRow(
  { accountId }: Place,
  domain: string,
  change: { connectionId?: string | null; verifiedAt?: Date | null; missingSince?: Date | null } = {},
): Promise<string> {
  const { connectionId = null, verifiedAt = new Date(), missingSince = null } = change
  const id = randomUUID()
  await query(
    `insert into sso_domain (account_id, id, domain, token, connection_id, verified_at, missing_since)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [accountId, id, domain, 'token', connectionId, verifiedAt, missingSince],
  )
  return id
}

/** Makes somebody known at a connection of an organization, which is made too; returns the connection. */
export async function newIdentityRow(
  of: Organization,
  { user }: { user: { id: string; email: string } },
): Promise<string> {
  const connectionId = await newConnectionRow(of)
  await query(
    `insert into sso_identity (account_id, id, connection_id, subject, user_id, email)
     values ($1, $2, $3, 'somebody', $4, $5)`,
    [of.accountId, randomUUID(), connectionId, user.id, user.email],
  )
  return connectionId
}

/** Notes that a session came through a connection, as completing a single sign-on does. */
export async function proveSession(
  { accountId, connectionId }: Place & { connectionId: string },
  sessionId: string,
  authenticatedAt: Date = new Date(),
): Promise<void> {
  await query(
    `insert into sso_proof (session_id, account_id, connection_id, authenticated_at) values ($1, $2, $3, $4)
     on conflict (session_id, account_id) do update set connection_id = $3, authenticated_at = $4`,
    [sessionId, accountId, connectionId, authenticatedAt],
  )
}

/** Makes a session one that opens an account alone, as single sign-on of an address that the account does not own; the context of its next request. */
export async function bindSession({ accountId }: Place, sessionId: string): Promise<Ctx> {
  await query('update session set is_through_sso = true, bound_account_id = $2 where id = $1', [
    sessionId,
    accountId,
  ])
  return requestWith(sessionId)
}

export type SsoOrganization = Organization & { domain: string; domainId: string; connectionId: string }

/** An organization with an active connection for a proven domain, of which its Administrator has an address. */
export async function newSsoOrganization(name = 'Acme'): Promise<SsoOrganization> {
  const domain = newDomain()
  const administrator = await newPerson({ email: `ada@${domain}` })
  const organization = await newOrganization({ administrator, name })
  const connectionId = await newConnectionRow(organization)
  const domainId = await newDomainRow(organization, domain, { connectionId })
  return { ...organization, domain, domainId, connectionId }
}

/** The same where single sign-on is required; nobody's session has come through it. */
export async function newStrictOrganization(name?: string): Promise<SsoOrganization> {
  const organization = await newSsoOrganization(name)
  await query('update account set is_sso_required = true where id = $1', [organization.accountId])
  return organization
}

/** A member of it with an address of its domain, and the context of their password's session. */
export async function newCoveredMember(organization: SsoOrganization, roleId = organization.roles.MEMBER) {
  const person = await newPerson({ email: `m${randomUUID()}@${organization.domain}`, name: 'Grace Hopper' })
  return newMember(organization, roleId, { person })
}
