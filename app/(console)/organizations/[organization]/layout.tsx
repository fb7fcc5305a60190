import type { ReactNode } from 'react'
import { AccountKindProvider } from '@/components/accounts/account-kind'
import { WhyProvider } from '@/components/accounts/why-provider'
import { accountOfPage } from '@/lib/http/organization-page'

type AccountLayoutProps = { params: Promise<{ organization: string }>; children: ReactNode }

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
