'use client'
import { CommandPalette } from '@/components/shell/command-palette'
import type { PaletteItem, PaletteSearch } from '@/components/shell/palette-item'
import type { AccountSummary } from '@/lib/accounts/schema'
import { fetchMemberSuggestions } from '@/lib/members/queries'
import { paths } from '@/lib/paths'
import { fetchRoleSuggestions } from '@/lib/roles/queries'

type ConsolePaletteProps = {
  organizations: AccountSummary[]
  current: AccountSummary | null
  isOperator: boolean
}

/** The palette over everything the viewer can go to; members and roles of the organization one is in are searched as one types. */
export function ConsolePalette({ organizations, current, isOperator }: ConsolePaletteProps) {
  const items = [...pagesOf(current), ...organizations.map(organizationItem), ...personItems(isOperator)]
  return <CommandPalette items={items} {...(current ? { search: searchIn(current) } : {})} />
}

function pagesOf(current: AccountSummary | null): PaletteItem[] {
  if (!current) return []
  const { handle, name } = current
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
    {
      id: 'invite',
      label: 'Invite members',
      hint: name,
      group: 'Actions',
      href: paths.inviteMembers(handle),
    },
    {
      id: 'create-role',
      label: 'Create role',
      hint: name,
      group: 'Actions',
      href: paths.createRole(handle),
    },
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
