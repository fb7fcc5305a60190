'use client'
import { CommandPalette } from '@/components/shell/command-palette'
import type { PaletteSearch } from '@/components/shell/palette-item'
import type { AccountSummary } from '@/lib/accounts/schema'
import { fetchMemberSuggestions } from '@/lib/members/queries'
import { paths } from '@/lib/paths'
import { fetchRoleSuggestions } from '@/lib/roles/queries'
import { fetchServiceAccountSuggestions } from '@/lib/service-accounts/queries'
import { fetchWorkspaceSuggestions } from '@/lib/workspaces/queries'
import { accountOfPlace, type ConsolePlace } from './console-place'
import { paletteItemsOf } from './palette-items'

type ConsolePaletteProps = { organizations: AccountSummary[]; place: ConsolePlace; isOperator: boolean }

/** The palette over everything the viewer can go to: workspaces of all accounts, members, roles and service accounts of the one they are in, as one types. */
export function ConsolePalette({ organizations, place, isOperator }: ConsolePaletteProps) {
  const account = accountOfPlace(place)?.account ?? null
  return (
    <CommandPalette
      items={paletteItemsOf(place, { organizations, isOperator })}
      search={async (text, signal) =>
        (
          await Promise.all([
            findWorkspaces(text, signal),
            account ? findMembers(account)(text, signal) : [],
            // A personal account has neither.
            account?.kind === 'ORGANIZATION' ? findRoles(account)(text, signal) : [],
            account?.kind === 'ORGANIZATION' ? findServiceAccounts(account)(text, signal) : [],
          ])
        ).flat()
      }
    />
  )
}

const findWorkspaces: PaletteSearch = async (text, signal) =>
  (await fetchWorkspaceSuggestions(text, signal)).map(({ id, name, handle, account }) => ({
    id,
    label: name,
    hint: account.name,
    group: 'Workspaces',
    href: paths.workspace(account.handle, handle),
  }))

function findMembers({ id: accountId, handle }: AccountSummary): PaletteSearch {
  return async (text, signal) =>
    (await fetchMemberSuggestions(accountId, { search: text }, signal)).map(({ id, name, email }) => ({
      id,
      label: name,
      hint: email,
      group: 'Members',
      href: paths.member(handle, id),
    }))
}

function findRoles({ id: accountId, handle }: AccountSummary): PaletteSearch {
  return async (text, signal) =>
    (await fetchRoleSuggestions(accountId, text, signal)).map(({ id, name }) => ({
      id,
      label: name,
      group: 'Roles',
      href: paths.role(handle, id),
    }))
}

function findServiceAccounts({ id: accountId, handle }: AccountSummary): PaletteSearch {
  return async (text, signal) =>
    (await fetchServiceAccountSuggestions(accountId, text, signal)).map(({ id, name }) => ({
      id,
      label: name,
      group: 'Service accounts',
      href: paths.serviceAccount(handle, id),
    }))
}
