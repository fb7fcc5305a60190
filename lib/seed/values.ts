import { randomBytes } from 'node:crypto'

/** Some bytes as the database reads them in a text. */
export function bytes(value: Uint8Array): string {
  return `\\x${Buffer.from(value).toString('hex')}`
}

/** The hash of a secret that was never made, so that nobody has it. */
export function nobodysHash(): string {
  return bytes(randomBytes(32))
}

/** The columns of a row that was made at some time and not changed since. */
export function madeAt(at: Date): { created_at: Date; updated_at: Date } {
  return { created_at: at, updated_at: at }
}
