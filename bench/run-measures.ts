import type { FewAndMany } from './few-and-many'
import type { Target } from './load'
import { apiPaths } from '@/lib/paths'
import { query } from '@/lib/testing/database'
import type { RunBench, RunPlace } from './run-data'
import { cycle } from './take-turns'

const runsAtHand = 2_000

/** Every measure, in the order they are made. */
export async function listRunMeasures(productUrl: string, bench: RunBench): Promise<FewAndMany[]> {
  const both = (title: string, targetOf: (place: RunPlace) => Target): FewAndMany => ({
    title,
    few: targetOf(bench.few),
    many: targetOf(bench.many),
  })
  const page = (title: string, pathOf: (place: RunPlace) => string) =>
    both(title, (place) => {
      const path = pathOf(place)
      return { url: productUrl, nextRequest: () => ({ path, headers: { cookie: bench.cookie } }) }
    })
  const list = (title: string, search: string) =>
    page(title, ({ accountId, workspaceId }) => `${apiPaths.flowRuns(accountId, workspaceId)}?${search}`)
  const [few, many] = [
    await setting(productUrl, bench, bench.few),
    await setting(productUrl, bench, bench.many),
  ]
  return [
    { title: 'setting a state', few, many },
    list('list: first 50', ''),
    list('list: two states within 7 days', 'status=FAILED,CRASHED&time=7d'),
    list('list: part of a name', 'search=quick'),
    both('`POST /flow_runs/filter`: two states within 7 days', (place) =>
      filtering(productUrl, bench, place),
    ),
    page('overview', ({ accountId, workspaceId }) => apiPaths.runsOverview(accountId, workspaceId)),
    page('picture of 30 days', ({ accountId, workspaceId }) =>
      apiPaths.runTimeline(accountId, workspaceId, 'month'),
    ),
    page('flows with their last runs', ({ accountId, workspaceId }) =>
      apiPaths.flows(accountId, workspaceId),
    ),
  ]
}

/** As an engine reports: a run begins, and ends. Each request writes a state. */
async function setting(url: string, { key }: RunBench, place: RunPlace): Promise<Target> {
  const rows = await query<{ id: string }>(
    `SELECT id FROM flow_run WHERE workspace_id = $1 AND state_type = 'COMPLETED' ORDER BY md5(id::text) LIMIT $2`,
    [place.workspaceId, runsAtHand],
  )
  const next = cycle(
    (['RUNNING', 'COMPLETED'] as const).flatMap((type) => rows.map(({ id }) => ({ id, type }))),
  )
  return {
    url,
    nextRequest: () => {
      const { id, type } = next()
      return requestOf(key, `${wireOf(place)}/flow_runs/${id}/set_state`, { state: { type }, force: true })
    },
  }
}

function filtering(url: string, { key }: RunBench, place: RunPlace): Target {
  const after = new Date(Date.now() - 7 * 86_400_000).toISOString()
  const flow_runs = {
    state: { type: { any_: ['FAILED', 'CRASHED'] } },
    expected_start_time: { after_: after },
  }
  const body = { flow_runs, sort: 'EXPECTED_START_TIME_DESC', limit: 50 }
  return { url, nextRequest: () => requestOf(key, `${wireOf(place)}/flow_runs/filter`, body) }
}

function wireOf({ accountId, workspaceId }: RunPlace): string {
  return `/api/accounts/${accountId}/workspaces/${workspaceId}`
}

function requestOf(key: string, path: string, body: unknown) {
  return {
    method: 'POST' as const,
    path,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
}
