'use client'
import { useQuery } from '@tanstack/react-query'
import { countOf } from '@/lib/format'
import { memberQueries } from '@/lib/members/queries'
import type { MemberView } from '@/lib/members/schema'

/** What these members would lose, as parts of a sentence; `keys` is null where there are none. */
export function useConsequences(
  accountId: string,
  members: MemberView[],
  isWanted: boolean,
): { access: string; keys: string | null } {
  const ids = members.map(({ id }) => id)
  const { data } = useQuery({
    ...memberQueries.consequences(accountId, ids),
    enabled: isWanted && ids.length > 0,
  })
  if (!data) return { access: 'their workspaces (counting …)', keys: null }
  return {
    access: countOf(data.workspaces, 'workspace'),
    keys: data.api_keys > 0 ? countOf(data.api_keys, 'API key') : null,
  }
}
