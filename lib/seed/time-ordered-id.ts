import { randomBytes } from 'node:crypto'

/**
 * A UUID of version 7 (RFC 9562 section 5.7) of a given moment, as the database client makes them for the present: rows that are made
 * one after the other lie beside each other in an index.
 */
export function timeOrderedId(at: Date): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(at.getTime(), 0, 6)
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6)
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
