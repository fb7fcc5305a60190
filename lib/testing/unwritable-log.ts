import { randomUUID } from 'node:crypto'
import type { Ctx } from '@/lib/authz/context'
import { query } from './database'

/** What tells the people, the accounts and the requests of a test from those of any other that runs at the same time. */
export type Mark = {
  /** In the handles of its accounts, and what its requests say of their browser. */
  name: string
  /** Of the addresses of its people. */
  domain: string
}

export function newMark(): Mark {
  const name = `marked-${randomUUID().slice(0, 13)}`
  return { name, domain: `${name}.example.com` }
}

/** The same request, as one of the test's. */
export function marked({ name }: Mark, ctx: Ctx): Ctx {
  return { ...ctx, requestId: randomUUID(), userAgent: name, now: new Date() }
}

/**
 * Has the database refuse every audit event of the test's accounts, and whatever its requests would record elsewhere; others write on. Returns
 * what makes it take them again.
 */
export async function makeLogUnwritable(mark: Mark): Promise<() => Promise<void>> {
  const accounts = await query<{ id: string }>(accountsOf, [mark.name, mark.domain])
  const ids = accounts.map(({ id }) => `'${id}'`).join(', ')
  const refusal = `refuse_events_of_${mark.name.replaceAll('-', '_')}`
  await query(
    `create function ${refusal}() returns trigger language plpgsql as $$ begin raise exception 'the disk of the log is full'; end $$`,
  )
  await query(
    `create trigger ${refusal} before insert on audit_event for each row
     when (new.account_id in (${ids}) or new.user_agent = '${mark.name}' or new.actor_name = '${mark.name}')
     execute function ${refusal}()`,
  )
  return async () => {
    await query(`drop function ${refusal}() cascade`)
  }
}

const accountsOf = `
  select a.id from account a left join "user" u on u.id = a.owner_user_id
  where a.handle like $1 || '%' or u.email like '%@' || $2`

// What counting, reading and trying leave behind: how often, when last, from where; and what jobs of other tests note of all accounts.
const uncounted = [
  'audit_output',
  'audit_turn',
  'flow_run_count',
  'flow_run_count_change',
  'webhook_delivery',
  'rate_limit',
  'api_key_use',
  'membership_activity',
  'workspace_visit',
  'ip_allowlist_sight',
  'audit_verification',
  'audit_checkpoint',
  'idempotent_request',
]

/** Every row of the test's accounts, workspaces and people, their events, mails and jobs included, by table: what a change would change. */
export async function snapshotOf({ name, domain }: Mark): Promise<Record<string, unknown[]>> {
  const [row] = await query<{ all: Record<string, unknown[]> }>(await snapshotStatement(), [name, domain])
  return row?.all ?? {}
}

let statement: Promise<string> | undefined

function snapshotStatement(): Promise<string> {
  statement ??= makeSnapshotStatement()
  return statement
}

// The tables are asked for, so that one that is made later counts as well.
async function makeSnapshotStatement(): Promise<string> {
  const tables = await query<{ name: string; columns: string[] }>(
    `select table_name as name, array_agg(column_name::text) as columns from information_schema.columns
     where table_schema = 'public' and table_name <> all($1) group by table_name order by table_name`,
    [uncounted],
  )
  const parts = tables.flatMap(({ name, columns }) => {
    const conditions = [
      ...Object.entries(ownColumns).flatMap(([column, ids]) =>
        columns.includes(column) ? [`t.${column} in (select id from ${ids})`] : [],
      ),
      ...['email', 'recipient']
        .filter((column) => columns.includes(column))
        .map((column) => `t.${column} like '%@' || $2`),
      ...(name === 'account' ? ['t.id in (select id from accounts)'] : []),
    ]
    return conditions.length > 0 ? [rowsOf(`"${name}"`, name, conditions.join(' or '))] : []
  })
  const ofJobs = `exists (select from ids where t.payload::text like '%' || ids.id || '%')`
  return `
    with accounts as (${accountsOf}),
      people as (select id from "user" where email like '%@' || $2),
      workspaces as (select id from workspace where account_id in (select id from accounts)),
      ids as (
        select id::text from accounts union select id::text from people union select id::text from workspaces
        union select id::text from mail where recipient like '%@' || $2 union select $2)
    select jsonb_build_object(${[...parts, rowsOf('graphile_worker._private_jobs', 'jobs', ofJobs)].join(', ')}) as all`
}

const ownColumns = { account_id: 'accounts', workspace_id: 'workspaces', user_id: 'people' }

// When something was used or looked at last is noted as it is; a daily check of domains in another file of tests looks at those of all.
const notedColumns: Record<string, string> = {
  session: 'last_used_at',
  scim_token: 'last_used_at',
  sso_domain: 'checked_at,problem',
}

function rowsOf(table: string, name: string, condition: string): string {
  const columns = `to_jsonb(t) - '{${notedColumns[name] ?? ''}}'::text[]`
  return `'${name}', (select coalesce(jsonb_agg(row order by row::text), '[]') from (select ${columns} as row from ${table} t where ${condition}) r)`
}
