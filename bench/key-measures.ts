import { apiPaths } from '@/lib/paths'
import { query } from '@/lib/testing/database'
import { timed, type Measure } from './beside-bare'
import type { KeyBench } from './key-data'
import { cycle } from './take-turns'

type Setting = { productUrl: string; bareUrl: string; bench: KeyBench }

const authRole = 'query { auth_role { created id name permissions } }'

/** Every measure, in the order they are made. */
export function listKeyMeasures(setting: Setting): Measure[] {
  return [listingRoles(setting), settingRoles(setting), refusing(setting)]
}

function listingRoles({ productUrl, bareUrl, bench }: Setting): Measure {
  const request = requestWith(bench.keys.administrator)
  return {
    title: '`auth_role`: 58 roles with their permissions',
    product: { url: productUrl, nextRequest: () => request(apiPaths.graphql(), { query: authRole }) },
    bare: { url: bareUrl, nextRequest: () => request('/roles', {}) },
    ...timed,
  }
}

function settingRoles({ productUrl, bareUrl, bench }: Setting): Measure {
  const { organization, keys, membershipIds } = bench
  const request = requestWith(keys.administrator)
  const { USER: one = '', MEMBER: other = '' } = organization.roles
  // Each time round the members get the other role, so that every request changes something.
  const next = cycle(
    [one, other].flatMap((roleId) => membershipIds.map((id) => ({ membershipId: id, roleId }))),
  )
  return {
    title: '`set_membership_role`: one lock, one chain of events',
    product: {
      url: productUrl,
      nextRequest: () => request(apiPaths.graphql(), { query: setRole(next()) }),
    },
    bare: { url: bareUrl, nextRequest: () => request('/set-role', next()) },
    ...timed,
    verify: async () => {
      const [row] = await query<{ events: number }>(
        `SELECT count(*)::int AS events FROM audit_event WHERE account_id = $1 AND action = 'membership.role_changed'`,
        [organization.id],
      )
      if (!row || row.events < 64) throw new Error('Roles were said to be set and were not.')
    },
  }
}

function refusing({ productUrl, bareUrl, bench }: Setting): Measure {
  const { organization, keys, membershipIds } = bench
  const request = requestWith(keys.member)
  const { ADMINISTRATOR: roleId = '' } = organization.roles
  const next = cycle(membershipIds.map((membershipId) => ({ membershipId, roleId })))
  return {
    title: '`set_membership_role`, refused and recorded',
    product: {
      url: productUrl,
      nextRequest: () => request(apiPaths.graphql(), { query: setRole(next()) }),
    },
    bare: { url: bareUrl, nextRequest: () => request('/refuse', next()) },
    ...timed,
    verify: async () => {
      const [row] = await query<{ administrators: number }>(
        'SELECT count(*)::int AS administrators FROM membership WHERE account_id = $1 AND role_id = $2',
        [organization.id, roleId],
      )
      if (row?.administrators !== 1) throw new Error('A Member made somebody Administrator.')
    },
  }
}

function setRole({ membershipId, roleId }: { membershipId: string; roleId: string }): string {
  return `mutation { set_membership_role(input: { membership_id: "${membershipId}", role_id: "${roleId}" }) { id } }`
}

function requestWith(key: string) {
  return (path: string, body: unknown) => ({
    method: 'POST' as const,
    path,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  })
}
