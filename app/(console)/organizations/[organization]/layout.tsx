import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { AccountKindProvider } from '@/components/accounts/account-kind'
import { WhyProvider } from '@/components/accounts/why-provider'
import { accountOfPage } from '@/lib/http/organization-page'

type AccountLayoutProps = { params: Promise<{ organization: string }>; children: ReactNode }

export async function generateMetadata({ params }: AccountLayoutProps): Promise<Metadata> {
  const { account } = await accountOfPage((await params).organization)
  return { title: { default: account.name, template: `%s · ${account.name}` } }
}

/** What the pages of an account and those of its workspaces share; each kind has a frame of its own. */
export default async function AccountLayout({ params, children }: AccountLayoutProps) {
  const { account, membershipId } = await accountOfPage((await params).organization)
  return (
    <AccountKindProvider kind={account.kind}>
      <WhyProvider handle={account.handle} membershipId={membershipId}>
        {children}
      </WhyProvider>
    </AccountKindProvider>
  )
}
