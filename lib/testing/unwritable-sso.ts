import { addSsoCertificate, prepareSsoKey } from '@/lib/sso/keys'
import { query } from './database'
import { startDnsServer } from './dns-server'
import { newMapping, putInGroup } from './groups'
import { startOidcProvider } from './identity-providers/oidc'
import { newSamlKey, startSamlProvider } from './identity-providers/saml'
import { membershipIdOf, type Organization, type Person } from './organizations'
import { newScimToken } from './scim'
import { newOidcConnection, newSamlConnection } from './single-sign-on'
import { newConnectionRow, newDomainRow, proveSession } from './sso'
import type { Mark } from './unwritable-log'

export type Providers = Awaited<ReturnType<typeof startProviders>>

/** Identity providers and a name server that answers for the test's own domains alone. */
export async function startProviders({ domain }: Mark) {
  const [dns, oidc, saml] = [
    await startDnsServer(domain),
    await startOidcProvider(),
    await startSamlProvider(),
  ]
  const stop = async () => {
    dns.stop()
    await oidc.stop()
    await saml.stop()
  }
  return { dns, oidc, saml, stop }
}

type Cast = { organization: Organization; member: Person & { membershipId: string } }

/** What an organization has of single sign-on, in every state from which something leads on. Its Administrator has just come through it. */
export async function addSingleSignOn(mark: Mark, { dns, oidc, saml }: Providers, cast: Cast) {
  const { organization, member } = cast
  const { accountId, administrator, roles } = organization
  const active = await newOidcConnection(organization, oidc)
  const identity = await newIdentity({ accountId, connectionId: active }, member)
  for (const { sessionId } of [administrator, member])
    await proveSession({ accountId, connectionId: active }, sessionId)
  await query('update session set is_through_sso = true where id = $1', [member.sessionId])
  const unproven = `unproven.${mark.domain}`
  dns.say(`_roster.${unproven}`, ['roster-domain=token'])
  const mapping = await newMapping(organization, { group: 'platform', roleId: roles.READ_ONLY_USER })
  for (const group of ['platform', 'operations'])
    await putInGroup(organization, { membershipId: member.membershipId, group, connectionId: active })
  return {
    active,
    draft: await newTested(organization, 'DRAFT'),
    disabled: await newTested(organization, 'DISABLED'),
    ...(await addSaml(organization, saml)),
    domain: await newDomainRow(organization, mark.domain, { connectionId: active }),
    unproven: await newDomainRow(organization, unproven, { verifiedAt: null }),
    mapping,
    identity,
    scimToken: await newScimTokenId(organization),
    administrator: await membershipIdOf(administrator, accountId),
    issuer: oidc.issuer,
  }
}

export type SingleSignOn = Awaited<ReturnType<typeof addSingleSignOn>>

/** Two connections: one with two certificates, and another at its provider; one with a key that was prepared. */
async function addSaml(organization: Organization, saml: Providers['saml']) {
  const { accountId, administrator } = organization
  const trusting = await newSamlConnection(organization, saml)
  const preparing = await newSamlConnection(organization, saml, { name: 'Another login' })
  const { certificate } = newSamlKey()
  await addSsoCertificate(administrator.ctx, { accountId, connectionId: trusting, certificate })
  await prepareSsoKey(administrator.ctx, { accountId, connectionId: preparing })
  saml.published.push(newSamlKey().certificate)
  const [trusted] = await query<{ fingerprint: string }>(
    'select fingerprint from sso_certificate where connection_id = $1 limit 1',
    [trusting],
  )
  return {
    trusting,
    preparing,
    fingerprint: trusted?.fingerprint ?? '',
    certificate: newSamlKey().certificate,
  }
}

async function newTested(organization: Organization, state: 'DRAFT' | 'DISABLED'): Promise<string> {
  const id = await newConnectionRow(organization, { state, name: `${state} login` })
  await query('update sso_connection set tested_at = now() where id = $1', [id])
  return id
}

async function newIdentity(
  of: { accountId: string; connectionId: string },
  { user }: Person,
): Promise<string> {
  const [row] = await query<{ id: string }>(
    `insert into sso_identity (account_id, id, connection_id, subject, user_id, email)
     values ($1, gen_random_uuid(), $2, 'subject', $3, $4) returning id`,
    [of.accountId, of.connectionId, user.id, user.email],
  )
  return row?.id ?? ''
}

async function newScimTokenId(organization: Organization): Promise<string> {
  await newScimToken(organization)
  const [row] = await query<{ id: string }>('select id from scim_token where account_id = $1', [
    organization.accountId,
  ])
  return row?.id ?? ''
}
