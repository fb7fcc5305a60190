import { aboutText, countOf } from '@/lib/format'
import type { RoleFacts } from '@/lib/policy/roles'

/** How often a role is used, each way it can be. Invitations are pending ones, expired ones included: they can be sent again. */
export type RoleUses = {
  members: number
  serviceAccounts: number
  /** As the organization role. */
  invitations: number
  /** In workspaces, each one counted. */
  invitedWorkspaces: number
  grants: number
  defaults: number
}

/** Of its uses in workspaces, how many are of those who have one organization role. */
export type UsesWithRole = { role: RoleFacts; grants: number; invitedWorkspaces: number }

/**
 * As a viewer is shown them: null is what they may not know. `isEstimate` says that there are too many members to count.
 */
export type ShownUses = Pick<RoleUses, 'members' | 'serviceAccounts'> & {
  [Use in 'invitations' | 'invitedWorkspaces' | 'grants' | 'defaults']: number | null
} & { isEstimate?: boolean }

/** How often it is used as organization role, as far as that is shown. */
export function usesInAccount({ members, serviceAccounts, invitations }: ShownUses): number {
  return members + serviceAccounts + (invitations ?? 0)
}

/** How often it is used, or promised, in workspaces, as far as that is shown. */
export function usesInWorkspaces({ grants, defaults, invitedWorkspaces }: ShownUses): number {
  return (grants ?? 0) + (defaults ?? 0) + (invitedWorkspaces ?? 0)
}

/** Whether there may be uses that are not shown. */
export function hidesUses(uses: ShownUses): boolean {
  return Object.values(uses).includes(null)
}

/** "held by 3 members and granted once in workspaces"; "not used" when it is not. Says so when it may not be all. */
export function usesText(uses: ShownUses): string {
  const parts = partsOf(uses).map(({ sentence }) => sentence)
  const text = parts.length === 0 ? 'not used' : list.format(parts)
  return hidesUses(uses) ? `${text}, as far as you can see` : text
}

/** The same in the few words of a table's cell; "–" where none is shown and there may be some. */
export function usesSummary(uses: ShownUses): string {
  const parts = partsOf(uses).map(({ words }) => words)
  if (parts.length > 0) return parts.join(', ')
  return hidesUses(uses) ? '–' : 'Nobody'
}

/** "once", "3 times". */
export function timesText(count: number): string {
  return count === 1 ? 'once' : `${aboutText(count, false)} times`
}

const list = new Intl.ListFormat('en', { type: 'conjunction' })

function partsOf(uses: ShownUses): { sentence: string; words: string }[] {
  const { members, serviceAccounts, isEstimate } = uses
  const [invitations, invitedWorkspaces] = [uses.invitations ?? 0, uses.invitedWorkspaces ?? 0]
  const [grants, defaults] = [uses.grants ?? 0, uses.defaults ?? 0]
  const heldBy = isEstimate ? `${aboutText(members, true)} members` : countOf(members, 'member')
  const robots = countOf(serviceAccounts, 'service account')
  const parts = [
    { count: members, sentence: `held by ${heldBy}`, words: heldBy },
    { count: serviceAccounts, sentence: `held by ${robots}`, words: robots },
    {
      count: invitations,
      sentence: `offered in ${countOf(invitations, 'pending invitation')}`,
      words: countOf(invitations, 'invitation'),
    },
    {
      count: grants,
      sentence: `granted ${timesText(grants)} in workspaces`,
      words: countOf(grants, 'grant'),
    },
    {
      count: defaults,
      sentence: `the default role of ${countOf(defaults, 'workspace')}`,
      words: countOf(defaults, 'default'),
    },
    {
      count: invitedWorkspaces,
      sentence: `offered ${timesText(invitedWorkspaces)} in workspaces by pending invitations`,
      words: countOf(invitedWorkspaces, 'offered grant'),
    },
  ]
  return parts.filter(({ count }) => count > 0)
}
