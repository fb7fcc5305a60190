import { z } from 'zod'
import { searchText } from '@/lib/text'

export type MemberSort = 'name' | 'joined'

/** A sort of the list: `-` before the key turns the order around. */
export const memberSort = z.enum(['name', '-name', 'joined', '-joined'])

/** What a list of members may be asked for. `search` matches any part of the name or address, whatever its case. */
export const listMembersInput = z.object({
  accountId: z.uuid(),
  search: searchText,
  sort: memberSort.default('name'),
  cursor: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(50),
})

/** The key and the direction of a sort. */
export function parseSort(sort: z.infer<typeof memberSort>): { sort: MemberSort; descending: boolean } {
  return { sort: sort.endsWith('joined') ? 'joined' : 'name', descending: sort.startsWith('-') }
}

/** A member as the list shows it. Times are RFC 3339 in UTC. */
export const memberView = z.object({
  id: z.uuid(),
  user_id: z.uuid(),
  name: z.string(),
  email: z.string(),
  role_id: z.uuid(),
  role_name: z.string(),
  status: z.enum(['ACTIVE', 'SUSPENDED']),
  joined_at: z.iso.datetime(),
  last_active_at: z.iso.datetime().nullable(),
  is_viewer: z.boolean(),
})
export type MemberView = z.infer<typeof memberView>
