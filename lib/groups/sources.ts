import { recordAudits } from '@/lib/audit/service'
import type { Ctx } from '@/lib/authz/context'
import { systemContext } from '@/lib/authz/session'
import { lockAccount, withTransaction, type Tx } from '@/lib/db/transaction'
import { enqueueJob } from '@/lib/jobs/service'
import type { JobPayloads } from '@/lib/jobs/schema'
import { eventsOf, settleRoles } from './reconcile'
import { deleteSource, listMembersByMapping, listMembersOfSource, listStandings } from './standing-store'

/** How many members one transaction changes, so that nobody waits for the account's lock for more than a moment. */
const membersAtOnce = 1_000

/** What became of a connection: its word begins to count again, counts no more, or is forgotten as it is gone. */
export type SourceTurn = 'ON' | 'OFF' | 'GONE'

type OfConnection = { accountId: string; connectionId: string }

/**
 * Gives and takes back what a connection said of groups, in the caller's transaction, which holds the account's lock and has just switched it on
 * or off, or deleted it: in workspaces that is so with it, the organization roles of the first thousand members are settled here and those of the
 * others by a job. With an event for each member for whom something changed.
 */
export async function turnSource(
  tx: Tx,
  ctx: Ctx,
  of: OfConnection,
  { turn, limit = membersAtOnce }: { turn: SourceTurn; limit?: number },
): Promise<void> {
  await settlePiece(tx, ctx, { ...of, turn, after: null }, limit)
}

/** Goes on with the next thousand members. They get what they are to have now, also where the connection was switched once more meanwhile. */
export async function settleGroupSource(
  payload: JobPayloads['settle_group_source'],
  limit = membersAtOnce,
): Promise<void> {
  const ctx = systemContext('Groups of a connection')
  await withTransaction(async (tx) => {
    if (!(await lockAccount(tx, payload.accountId))) return
    await settlePiece(tx, ctx, payload, limit)
  })
}

type Piece = OfConnection & { turn: SourceTurn; after: string | null }

// The job for the others is queued with what was done: a try that fails has done nothing, and none begins anew.
async function settlePiece(tx: Tx, ctx: Ctx, piece: Piece, limit: number): Promise<void> {
  const { accountId, connectionId, turn, after } = piece
  const source = { accountId, sourceId: connectionId }
  const ids = await listMembersOfSource(tx, source, { after, limit })
  const last = ids.at(-1)
  if (last === undefined) return
  const hearing = { providerId: connectionId, counts: turn !== 'ON' }
  const before = await listStandings(tx, accountId, ids, hearing)
  if (turn === 'GONE') await deleteSource(tx, source, ids)
  const settled = await settleRoles(tx, accountId, { before, after: await listStandings(tx, accountId, ids) })
  if (ids.length === limit)
    await enqueueJob(
      tx,
      'settle_group_source',
      { accountId, connectionId, turn, after: last },
      { key: `settle_group_source ${connectionId}` },
    )
  const events = eventsOf(settled)
  if (events.length > 0) await recordAudits(tx, ctx, accountId, events)
}

type OfMapping = { accountId: string; mappingId: string }

/** Has a job give back the roles that a mapping gave, which is gone, to those who have one by it still. */
export async function enqueueReturns(tx: Tx, of: OfMapping): Promise<void> {
  await enqueueJob(tx, 'return_group_roles', of, { key: `return_group_roles ${of.mappingId}` })
}

/** Gives a thousand of them back the role they had, and leaves the others to another job. */
export async function returnGroupRoles(of: OfMapping, limit = membersAtOnce): Promise<void> {
  const { accountId, mappingId } = of
  const ctx = systemContext('A group that gives nothing any more')
  await withTransaction(async (tx) => {
    if (!(await lockAccount(tx, accountId))) return
    const ids = await listMembersByMapping(tx, accountId, { mappingId, limit })
    if (ids.length === 0) return
    const before = await listStandings(tx, accountId, ids)
    const settled = await settleRoles(tx, accountId, { before, after: before })
    if (ids.length === limit) await enqueueReturns(tx, of)
    await recordAudits(tx, ctx, accountId, eventsOf(settled))
  })
}
