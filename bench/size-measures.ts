import type autocannon from 'autocannon'
import { apiPaths, paths } from '@/lib/paths'
import { query } from '@/lib/testing/database'
import { actionRequest, findActionId } from './server-action'
import type { SizedOrganization } from './size-data'
import { cycle } from './take-turns'

/** What is asked of one organization. */
export type Probe = {
  nextRequest: () => autocannon.Request
  /** Throws when the answers were good but the work was not done. */
  verify?: () => Promise<void>
}

/** One row of the table: the same thing asked of organizations of different sizes. */
export type SizeMeasure = { title: string; prepare: (organization: SizedOrganization) => Promise<Probe> }

const sampled = 40
// So many rows answer whatever the size, so that only the size differs: a row costs more to send than to find.
const rowsOfSearch = 5
const rowsOfFilter = 10

/** Every measure, in the order they are made. */
export async function listSizeMeasures(productUrl: string): Promise<SizeMeasure[]> {
  const action = await findActionId('lib/members/actions.ts', 'changeMemberRolesAction')
  return [
    { title: 'first page', prepare: (organization) => reading(organization, [{}]) },
    { title: 'deep page', prepare: (organization) => deepPage(productUrl, organization) },
    { title: 'search: a whole name', prepare: (organization) => searching(organization, namesOf) },
    {
      title: 'search: three common letters',
      prepare: (organization) => searching(organization, commonLetters),
    },
    {
      title: 'search: part of an address',
      prepare: (organization) => searching(organization, addressPartsOf),
    },
    { title: 'filter by role', prepare: filterByRole },
    { title: 'change role', prepare: (organization) => changeRole(productUrl, action, organization) },
  ]
}

type Query = Record<string, string>

async function reading({ id, cookie }: SizedOrganization, queries: Query[]): Promise<Probe> {
  const next = cycle(queries.map((one) => `${apiPaths.members(id)}?${new URLSearchParams(one)}`))
  return { nextRequest: () => ({ path: next(), headers: { cookie } }) }
}

// From the middle on, where at least a page is left. The way there is that of a person who reads on, in larger steps.
async function deepPage(productUrl: string, organization: SizedOrganization): Promise<Probe> {
  const { id, cookie, members } = organization
  const limit = String(Math.ceil(members / 100))
  const cursors: string[] = []
  let cursor: string | null = ''
  for (let step = 0; step < 48 && cursor !== null; step += 1) {
    const asked: URLSearchParams = new URLSearchParams({ limit, ...(cursor ? { cursor } : {}) })
    const response: Response = await fetch(`${productUrl}${apiPaths.members(id)}?${asked}`, {
      headers: { cookie },
    })
    cursor = response.headers.get('x-next-cursor')
    if (cursor && step >= 40) cursors.push(cursor)
  }
  if (cursors.length === 0) throw new Error('the list of members has no middle')
  return reading(
    organization,
    cursors.map((one) => ({ cursor: one })),
  )
}

type TermsOf = (members: { name: string; email: string }[]) => string[]

async function searching(organization: SizedOrganization, termsOf: TermsOf): Promise<Probe> {
  const members = await query<{ name: string; email: string }>(
    `SELECT principal_name AS name, principal_email AS email FROM membership
     WHERE account_id = $1 AND kind = 'USER' ORDER BY md5(principal_name || id) LIMIT 100`,
    [organization.id],
  )
  const limit = String(rowsOfSearch)
  return reading(
    organization,
    termsOf(members).map((search) => ({ search, limit })),
  )
}

const namesOf: TermsOf = (members) => members.slice(0, sampled).map(({ name }) => name)

// Those that enough of a hundred members have, so that there are enough in the smallest organization too.
const commonLetters: TermsOf = (members) => {
  const counts = new Map<string, number>()
  for (const { name } of members) {
    const text = name.toLowerCase()
    const pieces = Array.from({ length: text.length - 2 }, (_, index) => text.slice(index, index + 3))
    for (const piece of new Set(pieces))
      if (/^[a-z]{3}$/.test(piece)) counts.set(piece, (counts.get(piece) ?? 0) + 1)
  }
  const common = [...counts].filter(([, count]) => count >= rowsOfSearch).map(([piece]) => piece)
  if (common.length === 0) throw new Error('no three letters are common')
  return common
}

// From within the given name to within the family name.
const addressPartsOf: TermsOf = (members) =>
  members.slice(0, sampled).map(({ email }) => {
    const dot = email.indexOf('.')
    return email.slice(Math.max(0, dot - 3), dot + 4)
  })

async function filterByRole(organization: SizedOrganization): Promise<Probe> {
  const roles = await query<{ id: string }>(
    `SELECT r.id FROM role r JOIN membership m ON m.account_id = r.account_id AND m.role_id = r.id
     WHERE r.account_id = $1 AND m.kind = 'USER' GROUP BY r.account_id, r.id HAVING count(*) >= ${rowsOfFilter}`,
    [organization.id],
  )
  const limit = String(rowsOfFilter)
  return reading(
    organization,
    roles.map(({ id: role }) => ({ role, limit })),
  )
}

async function changeRole(
  productUrl: string,
  action: string,
  organization: SizedOrganization,
): Promise<Probe> {
  const { id: accountId, handle, cookie } = organization
  const [roles] = await query<{ member: string; user: string }>(
    `SELECT m.id AS member, u.id AS "user" FROM role m JOIN role u ON u.account_id = m.account_id
     WHERE m.account_id = $1 AND m.built_in = 'MEMBER' AND u.built_in = 'USER'`,
    [accountId],
  )
  const members = await query<{ id: string; role: string }>(
    `SELECT id, role_id AS role FROM membership
     WHERE account_id = $1 AND kind = 'USER' AND status = 'ACTIVE' AND role_id = ANY($2::uuid[]) ORDER BY md5(id::text) LIMIT ${sampled}`,
    [accountId, [roles?.member, roles?.user]],
  )
  const next = cycle(members)
  const before = await countChanges(accountId)
  let asked = 0
  return {
    nextRequest: () => {
      const member = next()
      const expectedRoleId = member.role
      member.role = (expectedRoleId === roles?.user ? roles?.member : roles?.user) ?? ''
      asked += 1
      const changes = [{ membershipId: member.id, roleId: member.role, expectedRoleId }]
      const input = { accountId, changes }
      return actionRequest({ productUrl, path: paths.members(handle), action, cookie, input })
    },
    // An action that was refused is a 200 as well, so the events are what counts.
    verify: async () => {
      const changed = (await countChanges(accountId)) - before
      if (changed !== asked) throw new Error(`${changed} of ${asked} roles were changed in ${handle}.`)
    },
  }
}

async function countChanges(accountId: string): Promise<number> {
  const [row] = await query<{ count: number }>(
    "SELECT count(*)::int AS count FROM audit_event WHERE account_id = $1 AND action = 'membership.role_changed'",
    [accountId],
  )
  return row?.count ?? 0
}
