import { notFound } from 'next/navigation'
import { cache } from 'react'
import { serviceAccountParams } from '@/lib/service-accounts/schema'
import { getServiceAccount } from '@/lib/service-accounts/service'
import { organizationOfPage } from './organization-page'
import { requiredPageData } from './page-data'

/** The service account of a page's address and the organization it belongs to; read once per request. */
export const serviceAccountOfPage = cache(async (handle: string, serviceAccountId: string) => {
  const { account } = await organizationOfPage(handle)
  const params = serviceAccountParams.safeParse({ accountId: account.id, serviceAccountId })
  if (!params.success) notFound()
  const serviceAccount = await requiredPageData((ctx) => getServiceAccount(ctx, params.data))
  return { account, of: params.data, serviceAccount }
})
