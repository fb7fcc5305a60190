import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'
import { eventColumns, type LogEvent } from './log-store'
import type { AuditLink } from './schema'

/** A thing that is there, but for the workspace that it is in. */
export type FoundThing = Pick<AuditLink, 'kind' | 'id' | 'name'>

type EventWithThings = LogEvent & { object: FoundThing | null; actor: FoundThing | null }

/** One event with what is still there of what it is about and of who did it; null where the account has none of this id. */
export async function findEvent(tx: Tx, accountId: string, id: string): Promise<EventWithThings | null> {
  const [event] = await tx.$queryRaw<EventWithThings[]>`
    SELECT ${eventColumns}, object.thing AS object, actor.thing AS actor
    FROM audit_event e
    CROSS JOIN LATERAL (SELECT ${uuidOf('object_id')} AS object, ${uuidOf('actor_id')} AS actor) ids
    LEFT JOIN LATERAL (${Prisma.join(objects, ' UNION ALL ')} LIMIT 1) object ON TRUE
    LEFT JOIN LATERAL (
      SELECT ${principal} FROM membership m
      WHERE m.account_id = e.account_id AND (m.user_id = ids.actor OR m.service_account_id = ids.actor) LIMIT 1) actor ON TRUE
    WHERE e.account_id = ${accountId}::uuid AND e.id = ${id}::uuid`
  return event ?? null
}

const principal = Prisma.sql`json_build_object(
  'kind', CASE WHEN m.service_account_id IS NULL THEN 'member' ELSE 'service_account' END,
  'id', COALESCE(m.service_account_id, m.id), 'name', m.principal_name) AS thing`

/** One select for each kind of thing that has a page: a key is shown with whom it belongs to. */
const objects = [
  ofTable(
    'account',
    Prisma.sql`SELECT ${named('account', 't')} FROM account t WHERE t.id = e.account_id AND`,
  ),
  ofTable('role', Prisma.sql`SELECT ${named('role', 't')} FROM role t WHERE t.account_id = e.account_id AND`),
  ofTable(
    'workspace',
    Prisma.sql`SELECT ${named('workspace', 't')} FROM workspace t WHERE t.account_id = e.account_id AND`,
  ),
  ofTable(
    'flow',
    Prisma.sql`SELECT ${named('flow', 't')} FROM flow t WHERE t.workspace_id = e.workspace_id AND`,
  ),
  ofTable(
    'flow_run',
    Prisma.sql`SELECT ${named('flow_run', 't')} FROM flow_run t WHERE t.workspace_id = e.workspace_id AND`,
  ),
  ofTable(
    'invitation',
    Prisma.sql`SELECT json_build_object('kind', 'invitation', 'id', t.id, 'name', t.email) AS thing
      FROM invitation t WHERE t.account_id = e.account_id AND t.resolved_at IS NULL AND`,
  ),
  ofTable(
    'membership',
    Prisma.sql`SELECT ${principal} FROM membership m WHERE m.account_id = e.account_id AND`,
    'm.id',
  ),
  ofTable(
    'user',
    Prisma.sql`SELECT ${principal} FROM membership m WHERE m.account_id = e.account_id AND`,
    'm.user_id',
  ),
  ofTable(
    'service_account',
    Prisma.sql`SELECT ${principal} FROM membership m WHERE m.account_id = e.account_id AND`,
    'm.service_account_id',
  ),
  ofTable(
    'api_key',
    Prisma.sql`SELECT ${principal} FROM api_key k JOIN membership m
      ON m.account_id = e.account_id AND (m.user_id = k.user_id OR m.service_account_id = k.service_account_id) WHERE`,
    'k.id',
  ),
]

function ofTable(table: string, select: Prisma.Sql, id = 't.id'): Prisma.Sql {
  return Prisma.sql`(${select} e.object_table = ${table} AND ${Prisma.raw(id)} = ids.object)`
}

function named(kind: string, table: string): Prisma.Sql {
  return Prisma.raw(`json_build_object('kind', '${kind}', 'id', ${table}.id, 'name', ${table}.name) AS thing`)
}

// What an event is about is named by text, which need not be an id.
function uuidOf(column: string): Prisma.Sql {
  return Prisma.raw(
    `CASE WHEN e.${column} ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN e.${column}::uuid END`,
  )
}
