import { notFound } from 'next/navigation'
import { cache } from 'react'
import { getMember } from '@/lib/members/detail'
import { memberParams } from '@/lib/members/schema'
import { accountOfPage } from './organization-page'
import { requiredPageData } from './page-data'

/** The member of a page's address and the account they belong to; read once per request. */
export const memberOfPage = cache(async (handle: string, membershipId: string) => {
  const { account, can } = await accountOfPage(handle)
  const params = memberParams.safeParse({ accountId: account.id, membershipId })
  if (!params.success) notFound()
  const member = await requiredPageData((ctx) => getMember(ctx, params.data))
  return { account, can, of: params.data, member }
})
