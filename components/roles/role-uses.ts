import { aboutText, countOf } from '@/lib/format'
import type { RoleUses } from '@/lib/roles/schema'

const list = new Intl.ListFormat('en', { type: 'conjunction' })

/** "held by 3 members and granted in 1 workspace"; "not used" when nobody has it. */
export function usesText(uses: RoleUses): string {
  const parts = [
    uses.members > 0 && `held by ${membersText(uses)}`,
    uses.serviceAccounts > 0 && `held by ${countOf(uses.serviceAccounts, 'service account')}`,
    uses.invitations > 0 && `offered in ${countOf(uses.invitations, 'pending invitation')}`,
    uses.grants > 0 &&
      `granted ${uses.grants === 1 ? 'once' : `${aboutText(uses.grants, false)} times`} in workspaces`,
    uses.defaults > 0 && `the default role of ${countOf(uses.defaults, 'workspace')}`,
  ].filter((part) => part !== false)
  return parts.length === 0 ? 'not used' : list.format(parts)
}

/** The same in the few words of a table's cell. */
export function usesSummary(uses: RoleUses): string {
  const parts = [
    uses.members > 0 && membersText(uses),
    uses.serviceAccounts > 0 && countOf(uses.serviceAccounts, 'service account'),
    uses.invitations > 0 && countOf(uses.invitations, 'invitation'),
    uses.grants > 0 && countOf(uses.grants, 'grant'),
    uses.defaults > 0 && countOf(uses.defaults, 'default'),
  ].filter((part) => part !== false)
  return parts.length === 0 ? 'Nobody' : parts.join(', ')
}

function membersText({ members, isEstimate }: RoleUses): string {
  return isEstimate ? `${aboutText(members, true)} members` : countOf(members, 'member')
}
