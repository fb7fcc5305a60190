'use client'
import { useQuery } from '@tanstack/react-query'
import { memberQueries } from '@/lib/members/queries'
import type { MemberView } from '@/lib/members/schema'
import type { Counted } from './consequence-text'

/** What these members would lose by being suspended or removed. */
export function useConsequences(
  accountId: string,
  members: readonly MemberView[],
  isWanted: boolean,
): Counted {
  const ids = members.map(({ id }) => id)
  const { data, isError } = useQuery({
    ...memberQueries.consequences(accountId, ids),
    enabled: isWanted && ids.length > 0,
  })
  if (isError) return 'unknown'
  return data ?? 'counting'
}
