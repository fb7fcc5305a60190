import { z } from 'zod'

/** A key, never its secret; `masked_key` is what people tell keys apart by. */
export const keyView = z.object({
  id: z.uuid(),
  created: z.iso.datetime(),
  name: z.string(),
  expiration: z.iso.datetime().nullable(),
  masked_key: z.string(),
})
export type KeyView = z.infer<typeof keyView>

/** The same with the secret, the one time that it is told. */
export const createdKeyView = keyView.extend({ key: z.string() })
export type CreatedKeyView = z.infer<typeof createdKeyView>

export type KeyRow = {
  id: string
  name: string
  prefix: string
  createdAt: Date | string
  expiresAt: Date | string | null
}

/** A key's row as it is answered; its times may come out of JSON. */
export function keyViewOf({ id, name, prefix, createdAt, expiresAt }: KeyRow): KeyView {
  return {
    id,
    created: new Date(createdAt).toISOString(),
    name,
    expiration: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    masked_key: `${prefix}${'*'.repeat(8)}`,
  }
}
