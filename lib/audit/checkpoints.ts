import type { z } from 'zod'
import type { Ctx } from '@/lib/authz/context'
import type { Page } from '@/lib/client/fetch-json'
import { database, type Tx } from '@/lib/db/transaction'
import { decodeNumberCursor, pageOfViews } from '@/lib/pages/page'
import { hexOf } from './chain'
import { authorizeLog, authorizeLogAgain } from './of-object'
import * as store from './proof-store'
import type { AuditCheckpointView, listCheckpointsInput } from './schema'
import { isRightlySigned, publicKeyOf, signCheckpoint, signingKey, type KeyedCheckpoint } from './signing'
import type { ChainEnd } from './store'

const linesAtOnce = 1_000
const lastLookedAt = 100

type Vouching = { accountId: string; end: ChainEnd; now: Date; standsForRemoved: boolean }

/**
 * Signs the hash of an event that is there, once it was found that the chain holds up to it. Nothing is added where a checkpoint of it is there
 * already; one that stands for removed events is added beside another.
 */
export async function vouchFor(tx: Tx, { accountId, end, now, standsForRemoved }: Vouching): Promise<void> {
  const claim = { accountId, ...end, createdAt: now, standsForRemoved }
  await store.keepSigningKey(tx, signingKey())
  await store.createCheckpoint(tx, { ...claim, ...signCheckpoint(claim) })
}

/** When the end of an account's chain was signed last, not counting what others put there or what is of the future; null for never. */
export async function findLastSigned(accountId: string, now: Date): Promise<Date | null> {
  for (let before: KeyedCheckpoint | null = null; ;) {
    const page: KeyedCheckpoint[] = await store.listLastCheckpoints(database(), accountId, {
      before,
      limit: lastLookedAt,
    })
    const found = page.find((checkpoint) => checkpoint.createdAt <= now && isRightlySigned(checkpoint))
    if (found) return found.createdAt
    before = page.at(-1) ?? null
    if (page.length < lastLookedAt) return null
  }
}

/**
 * One page of the signed checkpoints of an account, the oldest first. Needs `read:audit_log`, and a plan with an audit log (R12:
 * `forbidden`/`plan_required`).
 */
export async function listAuditCheckpoints(
  ctx: Ctx,
  { accountId, cursor, limit }: z.output<typeof listCheckpointsInput>,
): Promise<Page<AuditCheckpointView>> {
  await authorizeLog(ctx, accountId)
  const after = placeOf(decodeNumberCursor(cursor))
  const rows = await store.listCheckpoints(database(), accountId, { after, limit: limit + 1 })
  return pageOfViews(rows, { limit, placeOf: (row) => ({ key: keyOf(row), id: accountId }), viewOf })
}

/**
 * All signed checkpoints of an account, one JSON object a line, the oldest first: to be kept where nobody who could change the log gets at them.
 * With them an export is checked offline. Needs what reading the log needs, and asks for it again for every piece.
 */
export async function downloadCheckpoints(
  ctx: Ctx,
  { accountId }: { accountId: string },
  limit = linesAtOnce,
): Promise<{ fileName: string; pieces: AsyncGenerator<string> }> {
  const { account } = await authorizeLog(ctx, accountId)
  return {
    fileName: `audit-checkpoints-${account.handle}-${ctx.now.toISOString().slice(0, 10)}.ndjson`,
    pieces: linesOf(ctx, accountId, limit),
  }
}

async function* linesOf(ctx: Ctx, accountId: string, limit: number): AsyncGenerator<string> {
  for (let after: KeyedCheckpoint | null = null; ;) {
    await authorizeLogAgain(ctx, accountId)
    const page: KeyedCheckpoint[] = await store.listCheckpoints(database(), accountId, { after, limit })
    if (page.length > 0) yield page.map((row) => `${JSON.stringify(viewOf(row))}\n`).join('')
    const last = page.at(-1)
    if (!last || page.length < limit) return
    after = last
  }
}

function viewOf(row: KeyedCheckpoint): AuditCheckpointView {
  return {
    type: 'roster audit checkpoint',
    account_id: row.accountId,
    sequence: Number(row.sequence),
    hash: hexOf(row.hash),
    created_at: row.createdAt.toISOString(),
    stands_for_removed: row.standsForRemoved,
    key_id: row.keyId,
    signature: Buffer.from(row.signature).toString('base64'),
    public_key: Buffer.from(publicKeyOf(row)).toString('base64'),
  }
}

// Of an event there may be two, the one that stands for removed events behind the other.
function keyOf({ sequence, standsForRemoved }: KeyedCheckpoint): string {
  return String(sequence * 2n + (standsForRemoved ? 1n : 0n))
}

function placeOf(key: bigint | null): { sequence: bigint; standsForRemoved: boolean } | null {
  return key === null ? null : { sequence: key / 2n, standsForRemoved: key % 2n === 1n }
}
