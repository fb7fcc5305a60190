import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { ConsoleShell } from '@/components/accounts/console-shell'
import { WhyProvider } from '@/components/accounts/why-provider'
import { RunsPlaceProvider } from '@/components/flow-runs/runs-place'
import { requiredPageData } from '@/lib/http/page-data'
import { shellOfPage } from '@/lib/http/shell-data'
import { workspaceOfPage } from '@/lib/http/workspace-page'
import { listWorkspaces } from '@/lib/workspaces/service'

type WorkspaceLayoutProps = {
  params: Promise<{ organization: string; workspace: string }>
  children: ReactNode
}

export async function generateMetadata({ params }: WorkspaceLayoutProps): Promise<Metadata> {
  const { organization, workspace: handle } = await params
  const { account, workspace } = await workspaceOfPage(organization, handle)
  const name = `${workspace.name} · ${account.name}`
  return { title: { default: name, template: `%s · ${name}` } }
}

// More are found in the list of all of them.
const siblingsAtMost = 20

export default async function WorkspaceLayout({ params, children }: WorkspaceLayoutProps) {
  const { organization, workspace: handle } = await params
  const { account, membershipId, can, workspace } = await workspaceOfPage(organization, handle)
  const [shell, siblings] = await Promise.all([
    shellOfPage(),
    requiredPageData((ctx) =>
      listWorkspaces(ctx, { accountId: account.id, search: '', limit: siblingsAtMost }),
    ),
  ])
  return (
    <ConsoleShell
      shell={shell}
      place={{
        kind: 'workspace',
        account,
        can,
        workspace,
        siblings: siblings.rows.map(({ id, name, handle: siblingHandle }) => ({
          id,
          name,
          handle: siblingHandle,
        })),
      }}
    >
      <WhyProvider handle={account.handle} membershipId={membershipId} workspaceId={workspace.id}>
        <RunsPlaceProvider
          accountId={account.id}
          workspaceId={workspace.id}
          handle={account.handle}
          workspaceHandle={workspace.handle}
        >
          {children}
        </RunsPlaceProvider>
      </WhyProvider>
    </ConsoleShell>
  )
}
