'use client'
import { CommandPalette } from '@/components/shell/command-palette'
import type { PaletteItem, PaletteSearch } from '@/components/shell/palette-item'
import type { AccountSummary } from '@/lib/accounts/schema'
import type { Capability } from '@/lib/capability'
import { fetchMemberSuggestions } from '@/lib/members/queries'
import { paths } from '@/lib/paths'
import { fetchRoleSuggestions } from '@/lib/roles/queries'

/** What the viewer may do in an organization, of what the palette offers. */
export type OrganizationCapabilities = { invite: Capability; createRole: Capability }
type Organization = AccountSummary & { can: OrganizationCapabilities }

type ConsolePaletteProps = {
  organizations: AccountSummary[]
  current: Organization | null
  isOperator: boolean
}

/** The palette over everything the viewer can go to; members and roles of the organization one is in are searched as one types. */
export function ConsolePalette({ organizations, current, isOperator }: ConsolePaletteProps) {
  const own = current ? [...pagesOf(current), ...actionsOf(current)] : []
  const items = [...own, ...organizations.map(organizationItem), ...personItems(isOperator)]
  return <CommandPalette items={items} {...(current ? { search: searchIn(current) } : {})} />
}

function pagesOf({ handle, name }: Organization): PaletteItem[] {
  return [
    { id: 'profile', label: 'Profile', hint: name, group: 'Pages', href: paths.organization(handle) },
    {
      id: 'members',
      label: 'Members',
      hint: name,
      group: 'Pages',
      keywords: ['people', 'users', 'invitations'],
      href: paths.members(handle),
    },
    {
      id: 'roles',
      label: 'Roles',
      hint: name,
      group: 'Pages',
      keywords: ['permissions', 'access'],
      href: paths.roles(handle),
    },
    {
      id: 'settings',
      label: 'Settings',
      hint: name,
      group: 'Pages',
      keywords: ['rename', 'handle', 'delete'],
      href: paths.organizationSettings(handle),
    },
  ]
}

/** Only what one may do: in a list to choose from, a refusal is one more thing to read. */
function actionsOf({ handle, name, can }: Organization): PaletteItem[] {
  const action = (id: string, label: string, href: string) => ({
    id,
    label,
    hint: name,
    group: 'Actions',
    href,
  })
  return [
    ...(can.invite.allowed ? [action('invite', 'Invite members', paths.inviteMembers(handle))] : []),
    ...(can.createRole.allowed ? [action('create-role', 'Create role', paths.createRole(handle))] : []),
  ]
}

function organizationItem({ id, name, handle }: AccountSummary): PaletteItem {
  return {
    id,
    label: name,
    hint: handle,
    group: 'Organizations',
    keywords: [handle],
    href: paths.organization(handle),
  }
}

function personItems(isOperator: boolean): PaletteItem[] {
  return [
    { id: 'organizations', label: 'All organizations', group: 'Pages', href: paths.organizations() },
    { id: 'create', label: 'Create organization', group: 'Actions', href: paths.createOrganization() },
    { id: 'you', label: 'Your profile', group: 'Pages', keywords: ['name'], href: paths.profile() },
    {
      id: 'security',
      label: 'Security',
      group: 'Pages',
      keywords: ['password', 'sessions'],
      href: paths.profileSecurity(),
    },
    ...(isOperator ? [{ id: 'mail', label: 'Mail outbox', group: 'Pages', href: paths.operatorMail() }] : []),
  ]
}

function searchIn({ id: accountId, handle }: AccountSummary): PaletteSearch {
  return async (text, signal) => {
    const [members, roles] = await Promise.all([
      fetchMemberSuggestions(accountId, text, signal),
      fetchRoleSuggestions(accountId, text, signal),
    ])
    return [
      ...members.map(({ id, name, email }) => ({
        id,
        label: name,
        hint: email,
        group: 'Members',
        href: paths.member(handle, id),
      })),
      ...roles.map(({ id, name }) => ({ id, label: name, group: 'Roles', href: paths.role(handle, id) })),
    ]
  }
}
