import { randomUUID } from 'node:crypto'
import type { APIRequestContext } from '@playwright/test'
import { z } from 'zod'
import { newSamlKey } from '@/lib/testing/identity-providers/saml'
import { runSql } from './database'
import { callAction } from './server-actions'

/** Addresses of the pages of an organization's single sign-on, with something on each. */
export type PreparedSso = {
  page: string
  oidc: string
  saml: string
  /** A connection that does not exist. */
  missing: string
  /** The button of a domain's row. */
  domainRow: RegExp
}

const reference = z.object({ id: z.uuid() })

/**
 * Gives an organization a proven domain, an active connection by OpenID Connect that was tested, a draft by SAML with a problem, two certificates and
 * a prepared key, a group, and a break-glass Administrator. The providers are not there: nothing is asked of them.
 */
export async function prepareSingleSignOn(
  request: APIRequestContext,
  { accountId, base }: { accountId: string; base: string },
): Promise<PreparedSso> {
  const act = async (action: string, input: Record<string, unknown>) => {
    const done = await callAction(request, action, { accountId, ...input })
    return done.ok ? done.data : Promise.reject(new Error(JSON.stringify(done.error)))
  }
  const make = async (action: string, input: Record<string, unknown>) =>
    reference.parse(await act(action, input)).id
  const domain = `d${randomUUID().replaceAll('-', '')}.example`
  const domainId = await make('addSsoDomainAction', { domain })
  await runSql('update sso_domain set verified_at = now() where id = $1', [domainId])
  const { oidcId, samlId } = await makeConnections(make)
  const roles = z
    .array(z.object({ id: z.uuid(), name: z.string() }))
    .parse(await (await request.get(`/api/accounts/${accountId}/roles`)).json())
  const roleId = roles.find(({ name }) => name === 'User')?.id ?? null
  await make('createGroupMappingAction', { group: 'platform', roleId, workspaces: [] })
  await act('prepareSsoKeyAction', { connectionId: samlId })
  const members = z
    .array(z.object({ id: z.uuid() }))
    .parse(await (await request.get(`/api/accounts/${accountId}/members`)).json())
  await act('setBreakGlassAction', {
    membershipIds: members.slice(0, 1).map(({ id }) => id),
    expectedMembershipIds: [],
  })
  const page = `${base}/sso`
  const at = (id: string) => `${page}?connection=${id}`
  return {
    page,
    oidc: at(oidcId),
    saml: at(samlId),
    missing: at(randomUUID()),
    domainRow: new RegExp(`^Actions for ${domain}`),
  }
}

type Make = (action: string, input: Record<string, unknown>) => Promise<string>

async function makeConnections(make: Make): Promise<{ oidcId: string; samlId: string }> {
  const saml = {
    entityId: 'urn:idp',
    signInUrl: 'https://203.0.114.7/sign-in',
    certificates: [newSamlKey().certificate, newSamlKey().certificate],
  }
  const samlId = await make('createSamlConnectionAction', { name: 'Company SAML', ...saml })
  const oidcId = await make('createSamlConnectionAction', { name: 'Company login', ...saml })
  const claims = { subject: 'ada', email: null, name: null, groups: ['platform'] }
  await runSql(
    `update sso_connection set kind = 'OIDC', state = 'ACTIVE', client_id = 'roster', issuer = 'https://203.0.114.7',
       tested_at = now(), tested_by_name = 'Ada', tested_claims = $2 where id = $1`,
    [oidcId, JSON.stringify({ ...claims, claims: [{ name: 'sub', value: 'ada' }] })],
  )
  await runSql('update sso_connection set problem = $2, problem_at = now() where id = $1', [
    samlId,
    'The provider answered AuthnFailed.',
  ])
  return { oidcId, samlId }
}
