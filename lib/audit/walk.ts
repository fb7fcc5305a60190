import { database } from '@/lib/db/transaction'
import { chainHash, genesisHash } from './chain'
import { listBases, listCheckpoints } from './proof-store'
import type { ChainProblem } from './schema'
import { isRightlySigned, type KeyedCheckpoint } from './signing'
import { findChainEnd, findSequenceRange, listChain, type ChainEnd, type StoredEvent } from './store'

/** How far a chain holds, and the first event that does not. */
export type Walk = { reached: ChainEnd; bad: { sequence: bigint; problem: ChainProblem } | null }

const eventsAtOnce = 1_000
// Their signatures are checked in one go.
const checkpointsAtOnce = 500
const basesAtOnce = 20
const genesis: ChainEnd = { sequence: 0n, hash: genesisHash }

/**
 * Walks the chain of an account to its end, from where an earlier walk came to, or from its beginning: the first event, or the signed checkpoint
 * that stands for those that were removed for their age. Compares with all checkpoints on the way. Reads alone, and in pages of so many events;
 * what is added meanwhile is left for the next time.
 */
export async function walkChain(
  accountId: string,
  after: ChainEnd | null,
  limit = eventsAtOnce,
): Promise<Walk> {
  return walkBehindBase(accountId, (base) => walkToEnd({ accountId, base, limit }, after))
}

/** The same from the beginning up to an event that is there: what is behind it is not read. */
export async function walkPrefix(accountId: string, end: ChainEnd): Promise<Walk> {
  return walkBehindBase(accountId, async (base) => {
    const stored = await findSequenceRange(database(), accountId)
    const start = await firstOf(accountId, base, stored?.first ?? null)
    return walkStretch({
      accountId,
      start,
      end,
      checkpoints: await checkpointsAfter(accountId, 0n, end.sequence),
      limit: eventsAtOnce,
    })
  })
}

/** What stands for the removed events: the last such checkpoint whose signature is right. */
export async function findBase(accountId: string): Promise<ChainEnd> {
  for (let before: bigint | null = null; ;) {
    const page: KeyedCheckpoint[] = await listBases(database(), accountId, { before, limit: basesAtOnce })
    const base = page.find(isRightlySigned)
    if (base) return base
    const last = page.at(-1)
    if (!last || page.length < basesAtOnce) return genesis
    before = last.sequence
  }
}

// What was removed for its age while it was walked is not missing: then it is walked again. Each time more of it is gone, so this ends.
async function walkBehindBase(accountId: string, walkFrom: (base: ChainEnd) => Promise<Walk>): Promise<Walk> {
  for (;;) {
    const base = await findBase(accountId)
    const walk = await walkFrom(base)
    if (!walk.bad) return walk
    const now = await findBase(accountId)
    if (now.sequence !== base.sequence) continue
    if (walk.bad.sequence > base.sequence || !(await isGone(accountId, walk.bad.sequence))) return walk
  }
}

/** Whether all events up to one are gone by now. */
async function isGone(accountId: string, sequence: bigint): Promise<boolean> {
  const stored = await findSequenceRange(database(), accountId)
  return stored === null || stored.first > sequence
}

type Place = { accountId: string; base: ChainEnd; limit: number }

async function walkToEnd({ accountId, base, limit }: Place, after: ChainEnd | null): Promise<Walk> {
  const isWhole = after === null || after.sequence < base.sequence
  // Events are committed with the end that counts them, and checkpoints after both: whatever was read before the end and lies behind it
  // was cut off from the chain.
  const checkpoints = await checkpointsAfter(accountId, isWhole ? 0n : after.sequence)
  const stored = await findSequenceRange(database(), accountId)
  const end = (await findChainEnd(database(), accountId)) ?? genesis
  const isCut = stored !== null && stored.last > end.sequence
  if (stored && stored.first < 1n) return bad(genesis, stored.first, 'changed')
  const start = isWhole ? await firstOf(accountId, base, stored?.first ?? null) : after
  if (end.sequence < start.sequence) return bad(end, end.sequence + 1n, isCut ? 'end_moved' : 'missing')
  const walk = await walkStretch({ accountId, start, end, checkpoints, limit })
  if (walk.bad) return walk
  const { reached } = walk
  if (isCut) return bad(reached, end.sequence + 1n, 'end_moved')
  const beyond = [...checkpoints.values()].flat().filter(({ sequence }) => sequence > end.sequence)
  if (beyond.some(({ isRight }) => isRight)) return bad(reached, end.sequence + 1n, 'missing')
  return beyond[0] ? bad(reached, beyond[0].sequence, 'forged_checkpoint') : walk
}

/** Where a walk of the whole begins: at the checkpoint that stands for what was removed, or before the first event while it is being removed. */
async function firstOf(accountId: string, base: ChainEnd, first: bigint | null): Promise<ChainEnd> {
  return first !== null && first <= base.sequence ? beforeEvent(accountId, first) : base
}

type CheckedCheckpoint = KeyedCheckpoint & { isRight: boolean }

type Stretch = {
  accountId: string
  start: ChainEnd
  end: ChainEnd
  /** In the order of their numbers. */
  checkpoints: ReadonlyMap<bigint, CheckedCheckpoint[]>
  limit: number
}

async function walkStretch(stretch: Stretch): Promise<Walk> {
  const { start, end, checkpoints } = stretch
  const forged = [...checkpoints.values()].flat().find(({ isRight }) => !isRight)
  // What was removed is not walked, but what stands for it is still checked.
  if (forged && forged.sequence <= start.sequence) return bad(genesis, forged.sequence, 'forged_checkpoint')
  const walk = await walkPages(stretch)
  if (walk.bad || sameBytes(end.hash, walk.reached.hash)) return walk
  return bad(walk.reached, end.sequence, 'end_moved')
}

async function walkPages({ accountId, start, end, checkpoints, limit }: Stretch): Promise<Walk> {
  let reached = start
  while (reached.sequence < end.sequence) {
    const page = await listChain(database(), accountId, reached.sequence, limit)
    if (page.length === 0) break
    for (const event of page.filter(({ sequence }) => sequence <= end.sequence)) {
      const problem =
        problemOf(event, reached) ?? contradictionOf(event, checkpoints.get(event.sequence) ?? [])
      if (problem) return bad(reached, reached.sequence + 1n, problem)
      reached = { sequence: event.sequence, hash: event.hash }
    }
    if (page.some(({ sequence }) => sequence > end.sequence)) break
  }
  return reached.sequence < end.sequence
    ? bad(reached, reached.sequence + 1n, 'missing')
    : { reached, bad: null }
}

function problemOf(event: StoredEvent, previous: ChainEnd): ChainProblem | null {
  if (event.sequence !== previous.sequence + 1n) return 'missing'
  const { previousHash, hash, ...content } = event
  const isUnchanged =
    sameBytes(previousHash, previous.hash) && sameBytes(hash, chainHash(previous.hash, content))
  return isUnchanged ? null : 'changed'
}

// One that nobody of ours signed says nothing of the event, but somebody put it there.
function contradictionOf(event: StoredEvent, checkpoints: CheckedCheckpoint[]): ChainProblem | null {
  if (checkpoints.some(({ isRight, hash }) => isRight && !sameBytes(hash, event.hash)))
    return 'contradicts_checkpoint'
  return checkpoints.some(({ isRight }) => !isRight) ? 'forged_checkpoint' : null
}

async function checkpointsAfter(
  accountId: string,
  after: bigint,
  upTo?: bigint,
): Promise<Map<bigint, CheckedCheckpoint[]>> {
  const found = new Map<bigint, CheckedCheckpoint[]>()
  let place = { sequence: after, standsForRemoved: true }
  for (;;) {
    const page = await listCheckpoints(database(), accountId, { after: place, limit: checkpointsAtOnce })
    for (const checkpoint of page) {
      const { sequence } = checkpoint
      if (upTo !== undefined && sequence > upTo) return found
      const checked = { ...checkpoint, isRight: isRightlySigned(checkpoint) }
      found.set(sequence, [...(found.get(sequence) ?? []), checked])
    }
    const last = page.at(-1)
    if (!last || page.length < checkpointsAtOnce) return found
    place = last
  }
}

/** What the event of this number follows, by its own word: where those before it are being removed. */
async function beforeEvent(accountId: string, sequence: bigint): Promise<ChainEnd> {
  const before = sequence - 1n
  const [event] = await listChain(database(), accountId, before, 1)
  return before === 0n || !event ? genesis : { sequence: before, hash: event.previousHash }
}

function bad(reached: ChainEnd, sequence: bigint, problem: ChainProblem): Walk {
  return { reached, bad: { sequence, problem } }
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0
}
