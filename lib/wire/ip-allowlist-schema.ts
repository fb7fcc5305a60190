import { z } from 'zod'
import { listOfEntries, networkDescription, networkText } from '@/lib/ip-allowlist/schema'

/** An account's list, whole and in its order. */
export const ipAllowlistView = z.object({
  entries: z.array(
    z.object({
      ip_network: z.string(),
      enabled: z.boolean(),
      description: z.string().nullable(),
      last_seen: z.iso.datetime().nullable(),
    }),
  ),
})
export type IpAllowlistView = z.infer<typeof ipAllowlistView>

const entry = z.object({
  ip_network: networkText,
  enabled: z.boolean().default(true),
  description: networkDescription.nullish(),
  last_seen: z.unknown().optional(),
})

/** The same as clients send it back: what was seen of an entry is ours to say, and ignored. */
export const ipAllowlistInput = z.object({ entries: listOfEntries(entry, ({ ip_network }) => ip_network) })
