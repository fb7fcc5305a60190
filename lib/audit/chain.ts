import { createHash } from 'node:crypto'
import { canonicalize } from 'json-canonicalize'
import type { JsonValue } from './schema'

/** The content of one event that its hash covers. */
export type ChainedEvent = {
  accountId: string
  sequence: bigint
  id: string
  timestamp: Date
  action: string
  message: string
  objectTable: string
  objectId: string
  info: JsonValue
  actorKind: string
  actorId: string | null
  actorName: string
  requestId: string | null
  ipAddress: string | null
  userAgent: string | null
  /** The workspace it is about, if any. */
  workspaceId: string | null
}

/** What the first event of every chain points back to. */
export const genesisHash: Uint8Array<ArrayBuffer> = new Uint8Array(32)

/** The largest number that an event can have. */
export const lastSequence = 2n ** 63n - 1n

/** A hash as it is shown and exported. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

/**
 * SHA-256 over the previous hash followed by the event as canonical JSON (RFC 8785), so that changing, removing or
 * reordering an event breaks the chain at that event. Times have millisecond precision, as stored.
 */
export function chainHash(
  previousHash: Uint8Array,
  { workspaceId, ...event }: ChainedEvent,
): Uint8Array<ArrayBuffer> {
  const content = canonicalize({
    ...event,
    // Events from before there was this field keep their hash.
    ...(workspaceId === null ? {} : { workspaceId }),
    sequence: event.sequence.toString(),
    timestamp: event.timestamp.toISOString(),
  })
  return new Uint8Array(createHash('sha256').update(previousHash).update(content).digest())
}
