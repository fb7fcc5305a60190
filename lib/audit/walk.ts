import { database } from '@/lib/db/transaction'
import { chainHash, genesisHash } from './chain'
import { listBases, listCheckpoints, type KeyedCheckpoint } from './proof-store'
import type { ChainProblem } from './schema'
import { isSignedBy } from './signing'
import { findChainEnd, findSequenceRange, listChain, type ChainEnd, type StoredEvent } from './store'

/** How far a chain holds, and the first event that does not. */
export type Walk = { reached: ChainEnd; bad: { sequence: bigint; problem: ChainProblem } | null }

const eventsAtOnce = 1_000
const checkpointsAtOnce = 5_000
const basesLookedAt = 20
const genesis: ChainEnd = { sequence: 0n, hash: genesisHash }

/**
 * Walks the chain of an account to its end, from where an earlier walk came to, or from its beginning: the first event, or the signed checkpoint
 * that stands for those that were removed for their age. Compares with all checkpoints on the way. Reads alone, and in pages; what is added
 * meanwhile is left for the next time.
 */
export async function walkChain(accountId: string, after: ChainEnd | null): Promise<Walk> {
  for (;;) {
    const base = await findBase(accountId)
    const walk = await walkFrom(accountId, base, after)
    if (!walk.bad) return walk
    // What was removed for its age while it was walked is not missing.
    if ((await findBase(accountId)).sequence === base.sequence) return walk
  }
}

/** What stands for the removed events: the last such checkpoint whose signature is right. */
async function findBase(accountId: string): Promise<ChainEnd> {
  const bases = await listBases(database(), accountId, basesLookedAt)
  return bases.find((base) => isSignedBy(base.publicKey, base)) ?? genesis
}

async function walkFrom(accountId: string, base: ChainEnd, after: ChainEnd | null): Promise<Walk> {
  const tx = database()
  const isWhole = after === null || after.sequence < base.sequence
  const known = isWhole ? base : after
  // Events are committed with the end that counts them, and checkpoints after both: whatever was read before the end and lies behind it
  // was cut off from the chain.
  const checkpoints = await checkpointsAfter(accountId, isWhole ? 0n : known.sequence)
  const stored = await findSequenceRange(tx, accountId)
  const end = (await findChainEnd(tx, accountId)) ?? genesis
  const isCut = stored !== null && stored.last > end.sequence
  if (stored && stored.first < 1n) return bad(genesis, stored.first, 'changed')
  const isBeingRemoved = isWhole && stored !== null && stored.first <= base.sequence
  const start = isBeingRemoved ? await beforeEvent(accountId, stored.first) : known
  if (end.sequence < start.sequence) return bad(end, end.sequence + 1n, isCut ? 'end_moved' : 'missing')
  const walk = await walkPages({ accountId, start, end, checkpoints })
  const { reached } = walk
  if (walk.bad) return walk
  if (!sameBytes(end.hash, reached.hash)) return bad(reached, end.sequence, 'end_moved')
  if (isCut) return bad(reached, end.sequence + 1n, 'end_moved')
  const beyond = [...checkpoints.values()].flat().filter(({ sequence }) => sequence > end.sequence)
  return beyond.some((checkpoint) => isSignedBy(checkpoint.publicKey, checkpoint))
    ? bad(reached, end.sequence + 1n, 'missing')
    : walk
}

type Stretch = {
  accountId: string
  start: ChainEnd
  end: ChainEnd
  checkpoints: ReadonlyMap<bigint, KeyedCheckpoint[]>
}

async function walkPages({ accountId, start, end, checkpoints }: Stretch): Promise<Walk> {
  let reached = start
  while (reached.sequence < end.sequence) {
    const page = await listChain(database(), accountId, reached.sequence, eventsAtOnce)
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

// One that nobody of ours signed says nothing.
function contradictionOf(event: StoredEvent, checkpoints: KeyedCheckpoint[]): ChainProblem | null {
  const isContradicted = checkpoints.some(
    (checkpoint) => !sameBytes(checkpoint.hash, event.hash) && isSignedBy(checkpoint.publicKey, checkpoint),
  )
  return isContradicted ? 'contradicts_checkpoint' : null
}

async function checkpointsAfter(accountId: string, after: bigint): Promise<Map<bigint, KeyedCheckpoint[]>> {
  const found = new Map<bigint, KeyedCheckpoint[]>()
  let place = { sequence: after, standsForRemoved: true }
  for (;;) {
    const page = await listCheckpoints(database(), accountId, { after: place, limit: checkpointsAtOnce })
    for (const checkpoint of page)
      found.set(checkpoint.sequence, [...(found.get(checkpoint.sequence) ?? []), checkpoint])
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
