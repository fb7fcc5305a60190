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

/** As lists show them: `isEstimate` says that there are too many members to count. */
type ShownUses = RoleUses & { isEstimate?: boolean }

/** How often it is used as organization role. */
export function usesInAccount({ members, serviceAccounts, invitations }: RoleUses): number {
  return members + serviceAccounts + invitations
}

/** How often it is used, or promised, in workspaces. */
export function usesInWorkspaces({ grants, defaults, invitedWorkspaces }: RoleUses): number {
  return grants + defaults + invitedWorkspaces
}

/** "held by 3 members and granted once in workspaces"; "not used" when it is not. */
export function usesText(uses: ShownUses): string {
  const parts = partsOf(uses).map(({ sentence }) => sentence)
  return parts.length === 0 ? 'not used' : list.format(parts)
}

/** The same in the few words of a table's cell. */
export function usesSummary(uses: ShownUses): string {
  const parts = partsOf(uses).map(({ words }) => words)
  return parts.length === 0 ? 'Nobody' : parts.join(', ')
}

/** "once", "3 times". */
export function timesText(count: number): string {
  return count === 1 ? 'once' : `${aboutText(count, false)} times`
}

const list = new Intl.ListFormat('en', { type: 'conjunction' })

function partsOf(uses: ShownUses): { sentence: string; words: string }[] {
  const { members, serviceAccounts, invitations, invitedWorkspaces, grants, defaults, isEstimate } = uses
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
