import type { Breadcrumb } from '@/components/shell/breadcrumbs'
import type { AccountSummary } from '@/lib/accounts/schema'
import { paths } from '@/lib/paths'
import { accountHref, type ConsolePlace, type WorkspacePlace } from './console-place'

/** More are found on the page of all of them. */
const siblingsAtMost = 20

/** Where one is, from the account on, with what one may switch to. */
export function breadcrumbsOf(place: ConsolePlace, accounts: AccountSummary[]): Breadcrumb[] {
  const organizations = { label: 'Organizations', href: paths.organizations() }
  const home = { label: 'Workspaces', href: paths.home() }
  switch (place.kind) {
    case 'account':
      return place.account.kind === 'PERSONAL'
        ? [home, accountCrumb(place.account, accounts, accountHref)]
        : [organizations, accountCrumb(place.account, accounts, accountHref)]
    case 'workspace':
      return [
        home,
        accountCrumb(place.account, accounts, ({ handle }) => paths.workspaces(handle)),
        workspaceCrumb(place),
      ]
    case 'home':
      return [home]
    case 'person':
      return [{ label: 'Your account', href: paths.profile() }]
    case 'operator':
      return [{ label: 'Operator', href: paths.operatorAccounts() }]
    default:
      return [organizations]
  }
}

function accountCrumb(
  account: AccountSummary,
  accounts: AccountSummary[],
  hrefOf: (account: AccountSummary) => string,
): Breadcrumb {
  return {
    label: account.name,
    href: hrefOf(account),
    siblings: accounts.slice(0, siblingsAtMost).map((one) => ({
      label: one.kind === 'PERSONAL' ? `${one.name} (personal)` : one.name,
      href: hrefOf(one),
    })),
    switchLabel: 'Switch account',
    all: { label: 'All organizations', href: paths.organizations() },
  }
}

function workspaceCrumb({ account, workspace, siblings }: WorkspacePlace): Breadcrumb {
  const isAmong = siblings.some(({ id }) => id === workspace.id)
  return {
    label: workspace.name,
    href: paths.workspace(account.handle, workspace.handle),
    siblings: (isAmong ? siblings : [workspace, ...siblings]).map(({ name, handle }) => ({
      label: name,
      href: paths.workspace(account.handle, handle),
    })),
    switchLabel: 'Switch workspace',
    all: { label: `All workspaces of ${account.name}`, href: paths.workspaces(account.handle) },
  }
}
