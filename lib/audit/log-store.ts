import { Prisma } from '@/lib/db/generated/client'
import { containsPattern, hasTrigram } from '@/lib/db/like'
import { planEachTime } from '@/lib/db/prisma'
import type { Tx } from '@/lib/db/transaction'
import type { CursorPosition } from '@/lib/pages/page'
import { lastSequence } from './chain'
import type { LogFilter } from './filter'
import type { StoredEvent } from './store'

/** An event with all there is of it. */
export type LogEvent = Omit<StoredEvent, 'info'> & { info: object }

type Bounds = Pick<LogFilter, 'since' | 'before'>
type TimePage = { within: Bounds; isAscending: boolean; after: CursorPosition | null; limit: number }

/** The events of an account within a time, in the order of time; those of one moment in the order of their ids. */
export async function listInTime(
  tx: Tx,
  accountId: string,
  { within, isAscending, after, limit }: TimePage,
): Promise<LogEvent[]> {
  const { direction, compare } = isAscending ? ascending : descending
  const beyond = after
    ? Prisma.sql`AND (e.timestamp, e.id) ${compare} (${after.key}::timestamptz, ${after.id}::uuid)`
    : Prisma.empty
  return tx.$queryRaw<LogEvent[]>`
    ${planEachTime} SELECT ${eventColumns} FROM audit_event e
    WHERE e.account_id = ${accountId}::uuid ${timeCondition(within)} ${beyond}
    ORDER BY e.timestamp ${direction}, e.id ${direction} LIMIT ${limit}`
}

export type SequencePage = {
  filter: LogFilter
  isAscending: boolean
  /** The sequence number of the last event before. */
  after: bigint | null
  /** The last one that may be among them; null for no bound. */
  upTo: bigint | null
  limit: number
  /** Of how many events the sentences are read for a text that the index does not know; null for all. */
  readAtMost: number | null
}

/**
 * The events of an account that a filter leaves, in the order of the chain: each kind of event that is asked for is read in order from the
 * index that begins with it, no further than a page, then the pages are put together. Planned each time: what a filter leaves depends on
 * its values. Words are looked for as `listBySaying` says, where the index of sentences knows them.
 */
export async function listInSequence(tx: Tx, accountId: string, page: SequencePage): Promise<LogEvent[]> {
  const { filter, isAscending, after, upTo, limit, readAtMost } = page
  if (filter.words.some(hasTrigram)) return listBySaying(tx, accountId, page)
  const { direction, compare } = isAscending ? ascending : descending
  const inOrder = Prisma.sql`ORDER BY e.sequence ${direction}`
  const beyond = joined([
    after === null ? Prisma.empty : Prisma.sql`AND e.sequence ${compare} ${after}`,
    upTo === null ? Prisma.empty : Prisma.sql`AND e.sequence <= ${upTo}`,
  ])
  const isBounded = readAtMost !== null && filter.words.length > 0
  const parts = kindsOf(filter).map((kind) => {
    const found = Prisma.sql`
      SELECT e.* FROM audit_event e
      WHERE e.account_id = ${accountId}::uuid ${kind} ${narrowed(filter)} ${spanOf(accountId, filter)} ${beyond}`
    return isBounded
      ? Prisma.sql`(
          SELECT e.* FROM (${found} ${inOrder} LIMIT ${readAtMost}) e
          WHERE TRUE ${said(filter)} ${inOrder} LIMIT ${limit})`
      : Prisma.sql`(${found} ${said(filter)} ${inOrder} LIMIT ${limit})`
  })
  return tx.$queryRaw<LogEvent[]>`
    ${planEachTime} SELECT ${eventColumns} FROM (${Prisma.join(parts, ' UNION ALL ')}) e ${inOrder} LIMIT ${limit}`
}

/** So many events are read one by one before the index of sentences is asked: where words are frequent they fill a page. */
const readFirst = 1_000n
/** The index of sentences knows in which part of a chain each is: how many events a part has, as a power of two. */
const partBits = 16n

/**
 * The events with these words: the first few are read, then the index is asked for one part of the chain after the other, until there is a page.
 * So a word that is rare among few events and rare among many is found alike, and nothing is sorted that is on no page.
 */
async function listBySaying(
  tx: Tx,
  accountId: string,
  { filter, isAscending, after, upTo, limit }: SequencePage,
): Promise<LogEvent[]> {
  const span = await findSpan(tx, accountId, filter)
  const lower = larger(span.lower, isAscending && after !== null ? after + 1n : 1n)
  const upper = smaller(
    upTo ?? span.upper,
    smaller(span.upper, !isAscending && after !== null ? after - 1n : span.upper),
  )
  const wanted = filter.actions.length > 0 ? Prisma.sql`AND e.action = ANY(${filter.actions})` : Prisma.empty
  const matches = Prisma.sql`${wanted} ${narrowed(filter)} ${said(filter)}`
  const { direction } = isAscending ? ascending : descending
  const inOrder = Prisma.sql`ORDER BY e.sequence ${direction} LIMIT ${limit}`
  const edge = isAscending ? smaller(upper, lower + readFirst - 1n) : larger(lower, upper - readFirst + 1n)
  const [near, far] = isAscending
    ? [
        { lower, upper: edge },
        { lower: edge + 1n, upper },
      ]
    : [
        { lower: edge, upper },
        { lower, upper: edge - 1n },
      ]
  const [from, to, step] = isAscending ? [far.lower, far.upper, 1n] : [far.upper, far.lower, -1n]
  // OFFSET 0 keeps the index of sentences out of what is read one by one. The parts come in their order, no more of them than fill a page.
  return tx.$queryRaw<LogEvent[]>`
    ${planEachTime} SELECT ${eventColumns} FROM (
      (SELECT e.* FROM (
         SELECT e.* FROM audit_event e
         WHERE e.account_id = ${accountId}::uuid AND e.sequence BETWEEN ${near.lower} AND ${near.upper}
         ORDER BY e.sequence ${direction} OFFSET 0
       ) e WHERE TRUE ${matches} ${inOrder})
      UNION ALL
      (SELECT e.* FROM generate_series(${from >> partBits}::bigint, ${to >> partBits}::bigint, ${step}::bigint) part (number)
       CROSS JOIN LATERAL (
         SELECT e.* FROM audit_event e
         WHERE e.account_id::text || '/' || (e.sequence >> 16)::text = ${accountId.toLowerCase()} || '/' || part.number::text
           AND e.sequence BETWEEN ${far.lower} AND ${far.upper} ${matches} ${inOrder}
       ) e)
    ) e LIMIT ${limit}`
}

/** The first and the last number of a chain, without what a time rules out. */
async function findSpan(
  tx: Tx,
  accountId: string,
  bounds: Bounds,
): Promise<{ lower: bigint; upper: bigint }> {
  const [span] = await tx.$queryRaw<{ lower: bigint | null; upper: bigint | null }[]>`
    ${planEachTime} SELECT min(e.sequence) AS lower, max(e.sequence) AS upper FROM audit_event e
    WHERE e.account_id = ${accountId}::uuid ${spanOf(accountId, bounds)}`
  return { lower: span?.lower ?? 1n, upper: span?.upper ?? 0n }
}

function said({ words }: LogFilter): Prisma.Sql {
  return joined(words.map((word) => Prisma.sql`AND e.message ILIKE ${containsPattern(word)}`))
}

function larger(one: bigint, other: bigint): bigint {
  return one > other ? one : other
}

function smaller(one: bigint, other: bigint): bigint {
  return one < other ? one : other
}

const ascending = { direction: Prisma.sql`ASC`, compare: Prisma.sql`>` }
const descending = { direction: Prisma.sql`DESC`, compare: Prisma.sql`<` }

/** The columns of an event `e`. */
export const eventColumns = Prisma.sql`e.account_id AS "accountId", e.sequence, e.id, e.timestamp, e.action, e.message,
  e.object_table AS "objectTable", e.object_id AS "objectId", e.info, e.actor_kind AS "actorKind", e.actor_id AS "actorId",
  e.actor_name AS "actorName", e.request_id AS "requestId", e.ip_address AS "ipAddress", e.user_agent AS "userAgent",
  e.workspace_id AS "workspaceId", e.previous_hash AS "previousHash", e.hash`

/** One condition for each part. */
function kindsOf({ actions }: LogFilter): Prisma.Sql[] {
  return actions.length === 0 ? [Prisma.empty] : actions.map((action) => Prisma.sql`AND e.action = ${action}`)
}

function narrowed(filter: LogFilter): Prisma.Sql {
  const { actor, object, workspace } = filter
  return joined([
    timeCondition(filter),
    actor ? Prisma.sql`AND e.actor_id = ${actor}` : Prisma.empty,
    object ? Prisma.sql`AND e.object_table = ${object.table} AND e.object_id = ${object.id}` : Prisma.empty,
    workspace ? Prisma.sql`AND e.workspace_id = ${workspace}::uuid` : Prisma.empty,
  ])
}

function timeCondition({ since, before }: Bounds): Prisma.Sql {
  return joined([
    since ? Prisma.sql`AND e.timestamp >= ${since}` : Prisma.empty,
    before ? Prisma.sql`AND e.timestamp < ${before}` : Prisma.empty,
  ])
}

/**
 * The part of the chain that a time can be in, so that no index is read beyond it. An event has the time of its request and the place of its
 * commit: of the events that are a day away in time the farthest of a hundred says on which side of it nothing is looked for. So a clock that is
 * wrong by less than a day hides nothing, nor does an event that stands far from its time. Where there are fewer, reading them costs little.
 */
function spanOf(accountId: string, { since, before }: Bounds): Prisma.Sql {
  const of = Prisma.sql`FROM audit_event s WHERE s.account_id = ${accountId}::uuid AND s.timestamp`
  const day = Prisma.sql`interval '1 day'`
  return joined([
    since
      ? Prisma.sql`AND e.sequence > COALESCE((SELECT CASE WHEN count(*) = ${sampled} THEN min(sequence) END FROM (
          SELECT s.sequence ${of} < ${since}::timestamptz - ${day} ORDER BY s.timestamp DESC LIMIT ${sampled}) near), 0)`
      : Prisma.empty,
    before
      ? Prisma.sql`AND e.sequence < COALESCE((SELECT CASE WHEN count(*) = ${sampled} THEN max(sequence) END FROM (
          SELECT s.sequence ${of} >= ${before}::timestamptz + ${day} ORDER BY s.timestamp LIMIT ${sampled}) near), ${lastSequence})`
      : Prisma.empty,
  ])
}

const sampled = 100

function joined(conditions: Prisma.Sql[]): Prisma.Sql {
  return conditions.length > 0 ? Prisma.join(conditions, ' ') : Prisma.empty
}
