import { z } from 'zod'
import { apiPaths } from '@/lib/paths'
import { addAccess, removeAccess, setDefaultRole } from '@/lib/sharing/manage'
import { query } from '@/lib/testing/database'
import { timeAnswers } from './load'
import type { BenchOrganization, WorkspaceBench } from './workspace-data'

/** One round of one side: how long each of what was asked took, in milliseconds. */
export type Side = { name: string; round: () => Promise<number[]> }

/** One row of the table: the same thing where there is little and where there is much. */
export type WorkspaceMeasure = { title: string; rounds: number; few: Side; many: Side }

const connections = 4
const requestsPerRound = 160
const addedAtOnce = 500
const changesPerRound = 20

/** Every measure, in the order they are made. */
export async function listWorkspaceMeasures(
  productUrl: string,
  bench: WorkspaceBench,
): Promise<WorkspaceMeasure[]> {
  const { administrator, large, shared } = bench
  const access = (workspaceId: string) => apiPaths.access(large.id, workspaceId)
  return [
    ...(await mine(productUrl, bench)),
    {
      title: 'who can open a workspace, first 50',
      rounds: 15,
      few: await reading(productUrl, access(shared[100]), administrator.cookie, '100 grants'),
      many: await reading(productUrl, access(shared[10_000]), administrator.cookie, '10,000 grants'),
    },
    {
      title: `adding ${addedAtOnce} members at once`,
      rounds: 20,
      few: await adding(bench, shared[0], 'no grants'),
      many: await adding(bench, shared[10_000], '10,000 grants'),
    },
    {
      title: 'switching the default role',
      rounds: 15,
      few: await switching(bench, bench.small),
      many: await switching(bench, large),
    },
  ]
}

async function mine(productUrl: string, { readers }: WorkspaceBench): Promise<WorkspaceMeasure[]> {
  const [few, many] = readers
  if (!few || !many) throw new Error('there are two readers')
  const sideOf = (reader: typeof few, limit: number) =>
    reading(
      productUrl,
      `${apiPaths.myWorkspaces()}?limit=${limit}`,
      reader.cookie,
      `${reader.accounts} accounts, ${reader.workspaces.toLocaleString('en')} workspaces`,
    )
  const rows = async (limit: number, title: string) => ({
    title,
    rounds: 15,
    few: await sideOf(few, limit),
    many: await sideOf(many, limit),
  })
  return [await rows(20, 'my workspaces, 20 rows'), await rows(50, 'my workspaces, first page')]
}

async function reading(productUrl: string, path: string, cookie: string, what: string): Promise<Side> {
  const response = await fetch(`${productUrl}${path}`, { headers: { cookie } })
  const rows = z.array(z.unknown()).parse(await response.json()).length
  const target = { url: productUrl, nextRequest: () => ({ path, headers: { cookie } }) }
  return {
    name: `${what} (${rows} rows)`,
    round: async () => {
      const { milliseconds } = await timeAnswers(target, { requests: requestsPerRound }, connections)
      // The first answer of each connection waited for the connection as well.
      return milliseconds.slice(connections)
    },
  }
}

// The change itself, without a page around it: it is the same service that the action calls. What was added is removed untimed.
async function adding(
  { administrator, large }: WorkspaceBench,
  workspaceId: string,
  name: string,
): Promise<Side> {
  const rows = await query<{ id: string }>(
    `SELECT m.id FROM membership m WHERE m.account_id = $1 AND m.role_id = $2 AND NOT EXISTS (
       SELECT FROM workspace_grant g WHERE g.account_id = m.account_id AND g.workspace_id = $3 AND g.membership_id = m.id)
     ORDER BY md5(m.id::text) LIMIT ${addedAtOnce}`,
    [large.id, large.roles['MEMBER'], workspaceId],
  )
  const place = { accountId: large.id, workspaceId }
  const membershipIds = rows.map(({ id }) => id)
  const roleId = large.roles['RUNNER'] ?? ''
  return {
    name,
    round: async () => {
      const { ctx } = administrator
      const started = performance.now()
      const { outcomes } = await addAccess(ctx, { ...place, membershipIds, roleId, expiresAt: null })
      const milliseconds = performance.now() - started
      const added = outcomes.filter(({ outcome }) => outcome === 'changed')
      if (added.length !== addedAtOnce) throw new Error(`${added.length} of ${addedAtOnce} were added`)
      const grants = added.map(({ membershipId, revision = '' }) => ({ membershipId, revision }))
      await removeAccess(ctx, { ...place, grants })
      return [milliseconds]
    },
  }
}

async function switching(
  { administrator: { ctx } }: WorkspaceBench,
  { id: accountId, members, roles }: BenchOrganization,
): Promise<Side> {
  const [row] = await query<{ id: string }>(
    `SELECT id FROM workspace WHERE account_id = $1 AND name = 'Workspace 3'`,
    [accountId],
  )
  const place = { accountId, workspaceId: row?.id ?? '' }
  let current: string | null = null
  return {
    name: `${members.toLocaleString('en')} members`,
    round: async () => {
      const milliseconds: number[] = []
      for (let change = 0; change < changesPerRound; change += 1) {
        const roleId: string | null = current === null ? (roles['RUNNER'] ?? null) : null
        const started = performance.now()
        await setDefaultRole(ctx, { ...place, roleId, expectedRoleId: current })
        milliseconds.push(performance.now() - started)
        current = roleId
      }
      return milliseconds
    },
  }
}
