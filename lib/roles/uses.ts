import { aboutText, countOf } from '@/lib/format'
import type { RoleFacts } from '@/lib/policy/roles'

/** How often a role is used, each way it can be. Invitations are pending ones, expired ones included: they can be sent again. */
export type RoleUses = {
  members: number
  serviceAccounts: number
  /** Members to whom a group gives another one, and who return to this one. */
  returning: number
  /** As the organization role. */
  invitations: number
  /** In workspaces, each one counted. */
  invitedWorkspaces: number
  grants: number
  defaults: number
  /** As what connections to identity providers give to those who come through them. */
  connections: number
  /** As the organization role that groups give. */
  groups: number
  /** In workspaces, by groups, each one counted. */
  groupGrants: number
}

/** Of its uses in workspaces, how many are of those who have one organization role. */
export type UsesWithRole = { role: RoleFacts; grants: number; invitedWorkspaces: number; groupGrants: number }

type HiddenUse = Exclude<keyof RoleUses, 'members' | 'serviceAccounts'>

/**
 * As a viewer is shown them: null is what they may not know. `isEstimate` says that there are too many members to count.
 */
export type ShownUses = Pick<RoleUses, 'members' | 'serviceAccounts'> & {
  [Use in HiddenUse]: number | null
} & { isEstimate?: boolean }

/** How often it is used as organization role, as far as that is shown. */
export function usesInAccount({ members, serviceAccounts, ...uses }: ShownUses): number {
  const { returning, invitations, connections, groups } = uses
  const others = [returning, invitations, connections, groups].reduce<number>(
    (sum, count) => sum + (count ?? 0),
    0,
  )
  return members + serviceAccounts + others
}

/** How often it is used, or promised, in workspaces, as far as that is shown. */
export function usesInWorkspaces({ grants, defaults, invitedWorkspaces, groupGrants }: ShownUses): number {
  return (grants ?? 0) + (defaults ?? 0) + (invitedWorkspaces ?? 0) + (groupGrants ?? 0)
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

type Part = { count: number; sentence: string; words: string }

function partsOf(uses: ShownUses): Part[] {
  const parts = [...ofPeople(uses), ...inWorkspaces(uses), ...ofProviders(uses)]
  return parts.filter(({ count }) => count > 0)
}

function ofPeople(uses: ShownUses): Part[] {
  const { members, serviceAccounts, isEstimate } = uses
  const [returning, invitations] = [uses.returning ?? 0, uses.invitations ?? 0]
  const heldBy = isEstimate ? `${aboutText(members, true)} members` : countOf(members, 'member')
  const robots = countOf(serviceAccounts, 'service account')
  return [
    { count: members, sentence: `held by ${heldBy}`, words: heldBy },
    { count: serviceAccounts, sentence: `held by ${robots}`, words: robots },
    {
      count: returning,
      sentence: `kept for ${countOf(returning, 'member')} with another by a group`,
      words: countOf(returning, 'returning member'),
    },
    {
      count: invitations,
      sentence: `offered in ${countOf(invitations, 'pending invitation')}`,
      words: countOf(invitations, 'invitation'),
    },
  ]
}

function inWorkspaces(uses: ShownUses): Part[] {
  const [grants, defaults, offered] = [uses.grants ?? 0, uses.defaults ?? 0, uses.invitedWorkspaces ?? 0]
  return [
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
      count: offered,
      sentence: `offered ${timesText(offered)} in workspaces by pending invitations`,
      words: countOf(offered, 'offered grant'),
    },
  ]
}

function ofProviders(uses: ShownUses): Part[] {
  const [connections, groups, groupGrants] = [uses.connections ?? 0, uses.groups ?? 0, uses.groupGrants ?? 0]
  return [
    {
      count: connections,
      sentence: `given by ${countOf(connections, 'connection')} to an identity provider`,
      words: countOf(connections, 'connection'),
    },
    {
      count: groups,
      sentence: `given by ${countOf(groups, 'group')}`,
      words: countOf(groups, 'group'),
    },
    {
      count: groupGrants,
      sentence: `given ${timesText(groupGrants)} in workspaces by groups`,
      words: countOf(groupGrants, 'grant by a group', 'grants by groups'),
    },
  ]
}
