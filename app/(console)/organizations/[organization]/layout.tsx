import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { ConsoleShell } from '@/components/accounts/console-shell'
import { WhyProvider } from '@/components/accounts/why-provider'
import { organizationOfPage } from '@/lib/http/organization-page'

type OrganizationLayoutProps = { params: Promise<{ organization: string }>; children: ReactNode }

export async function generateMetadata({ params }: OrganizationLayoutProps): Promise<Metadata> {
  const { account } = await organizationOfPage((await params).organization)
  return { title: { default: account.name, template: `%s · ${account.name}` } }
}

export default async function OrganizationLayout({ params, children }: OrganizationLayoutProps) {
  const { account, viewer, membershipId, can, accounts } = await organizationOfPage(
    (await params).organization,
  )
  return (
    <ConsoleShell viewer={viewer} accounts={accounts} place={{ kind: 'organization', account, can }}>
      <WhyProvider handle={account.handle} membershipId={membershipId}>
        {children}
      </WhyProvider>
    </ConsoleShell>
  )
}
