import { randomUUID } from 'node:crypto'
import { adjectives, nouns } from 'human-id'
import type { Ctx } from '@/lib/authz/context'
import { addUpRunCounts } from '@/lib/flow-runs/upkeep/add-up'
import { query } from '@/lib/testing/database'
import { newPerson } from '@/lib/testing/people'
import { addKey } from './key-data'
import { cookieOf } from './data'
import { makeOrganizationOf } from './workspace-data'

export type RunPlace = { accountId: string; workspaceId: string; flowIds: string[]; runs: number }
export type RunBench = {
  ctx: Ctx
  cookie: string
  key: string
  few: RunPlace
  many: RunPlace
}

/** Two workspaces of one organization: 30 days of runs in each, a hundred times as many in the second. */
export async function makeRunBench(): Promise<RunBench> {
  const administrator = await newPerson({ name: 'Grace Hopper' })
  const organization = await makeOrganizationOf(administrator, 100)
  const few = await makePlace(organization.id, 10_000)
  const many = await makePlace(organization.id, 1_000_000)
  await addUpRunCounts()
  // What the server would do by itself a while later, and not in the middle of a measurement.
  await query('VACUUM (ANALYZE)')
  await query('CHECKPOINT')
  return {
    ctx: administrator.ctx,
    cookie: await cookieOf(administrator.sessionId),
    key: await addKey(administrator.user.id, organization.id),
    few,
    many,
  }
}

const flows = 20
const piece = 100_000

async function makePlace(accountId: string, runs: number): Promise<RunPlace> {
  const workspaceId = randomUUID()
  await query('INSERT INTO workspace (account_id, id, name, handle) VALUES ($1, $2::uuid, $3, $2::text)', [
    accountId,
    workspaceId,
    `${runs} runs`,
  ])
  const rows = await query<{ id: string }>(
    `INSERT INTO flow (workspace_id, id, name) SELECT $1, gen_random_uuid(), 'flow-' || x FROM generate_series(1, $2) x RETURNING id`,
    [workspaceId, flows],
  )
  const flowIds = rows.map(({ id }) => id)
  // Oldest first, as they would have come; in pieces, each known to the planner.
  for (let first = 1; first <= runs; first += piece) {
    const last = Math.min(runs, first + piece - 1)
    await query(runsSql, [workspaceId, flowIds, first, last, runs, adjectives, nouns])
    await query('ANALYZE flow_run')
    await query(statesSql, [workspaceId, first - 1, last])
    await query('ANALYZE flow_run_state')
  }
  return { accountId, workspaceId, flowIds, runs }
}

/** An id that begins with a time, as the product's do, from an expression of the time. */
function idOf(time: string): string {
  return `(lpad(to_hex((extract(epoch FROM ${time}) * 1000)::bigint), 12, '0') || '7' || substr(md5(random()::text), 1, 3) ||
    '8' || substr(md5(random()::text), 1, 15))::uuid`
}

// Of a thousand runs 850 completed, 80 failed, 30 crashed, 30 were cancelled; 3 are running, 1 late, and 6 are still to come.
const runsSql = `
  INSERT INTO flow_run (workspace_id, id, flow_id, name, parameters, tags, state_id, state_type, state_name, state_timestamp, run_count,
    expected_start_time, next_scheduled_start_time, start_time, end_time, total_run_time, created_by_kind, created_by_id, created_by_name,
    created_at, updated_at, infrastructure_pid)
  SELECT $1, ${idOf('at')}, ($2::uuid[])[1 + n % cardinality($2::uuid[])],
    ($6::text[])[1 + floor(random() * cardinality($6::text[]))] || '-' || ($7::text[])[1 + floor(random() * cardinality($7::text[]))],
    '{"day": "yesterday"}', '{nightly}', ${idOf('at')}, type::"FlowRunStateType", initcap(type), ended_at, 1,
    due, CASE WHEN type = 'SCHEDULED' THEN due END, CASE WHEN type <> 'SCHEDULED' THEN at END,
    CASE WHEN type NOT IN ('SCHEDULED', 'RUNNING') THEN ended_at END, 60, 'SERVICE_ACCOUNT', $1, 'Night robot', at, ended_at, n::text
  FROM generate_series($3::int, $4::int) n,
    LATERAL (SELECT now() - interval '30 days' * (1 - n::float / $5::int) AS at) born,
    LATERAL (SELECT at + interval '1 minute' AS ended_at, md5(n::text) AS mixed) ended,
    LATERAL (SELECT ('x' || substr(mixed, 1, 7))::bit(28)::int % 1000 AS share) mixed,
    LATERAL (SELECT CASE WHEN share < 850 THEN 'COMPLETED' WHEN share < 930 THEN 'FAILED' WHEN share < 960 THEN 'CRASHED'
      WHEN share < 990 THEN 'CANCELLED' WHEN share < 993 THEN 'RUNNING' ELSE 'SCHEDULED' END AS type) typed,
    LATERAL (SELECT CASE WHEN share >= 994 THEN now() + interval '1 day' * random() ELSE at END AS due) due`

// PENDING, RUNNING, and the state that each is in.
const statesSql = `
  INSERT INTO flow_run_state (workspace_id, id, flow_run_id, type, name, timestamp, created_by_kind, created_by_id, created_by_name)
  SELECT r.workspace_id, CASE WHEN h.is_last THEN r.state_id ELSE ${idOf('h.at')} END, r.id, h.type, initcap(h.type::text), h.at,
    r.created_by_kind, r.created_by_id, r.created_by_name
  FROM flow_run r, LATERAL (VALUES
    (r.state_type, r.state_timestamp, true),
    ('PENDING', r.created_at, r.state_type = 'PENDING'),
    ('RUNNING', r.created_at + interval '1 second', false)) AS h (type, at, is_last)
  WHERE r.workspace_id = $1 AND r.infrastructure_pid::int > $2 AND r.infrastructure_pid::int <= $3
    AND (h.is_last OR r.state_type <> 'SCHEDULED')`
