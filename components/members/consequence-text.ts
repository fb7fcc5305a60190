import { countOf } from '@/lib/format'
import type { MemberConsequences } from '@/lib/members/schema'

/** Counted, being counted, or not to be counted at the moment. */
export type Counted =
  | (Pick<MemberConsequences, 'workspaces' | 'api_keys'> & { isAtLeast: boolean })
  | 'counting'
  | 'unknown'

type Change = {
  /** "Suspending Ada Lovelace". */
  subject: string
  organizationName: string
  whose: 'their' | 'your' | 'its'
  /** What becomes of their keys. */
  keys: 'stops' | 'revokes'
  counted: Counted
}

/** "Suspending Ada Lovelace ends their access to 4 workspaces and stops 2 API keys": no number that is not known. */
export function consequenceText({ subject, organizationName, whose, keys, counted }: Change): string {
  const ends = `${subject} ends ${whose} access to`
  if (counted === 'counting')
    return `${ends} workspaces and ${keys} API keys of ${organizationName} (counting them …).`
  if (counted === 'unknown')
    return `${ends} workspaces and ${keys} API keys of ${organizationName}. How many could not be counted just now.`
  const { workspaces, api_keys, isAtLeast } = counted
  const number = countOf(workspaces, 'workspace')
  const access =
    workspaces === 0 ? organizationName : `${isAtLeast ? 'at least ' : ''}${number} of ${organizationName}`
  return `${ends} ${access}${api_keys > 0 ? ` and ${keys} ${countOf(api_keys, 'API key')}` : ''}.`
}

/** "Ada Lovelace", "25 members". */
export function whoText(members: readonly { name: string }[]): string {
  const [first] = members
  return members.length === 1 && first ? first.name : countOf(members.length, 'member')
}
