import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { SecurityView } from '@/components/users/security-view'
import { requireUser } from '@/lib/authz/access'
import { requiredPageData } from '@/lib/http/page-data'
import { sessionKeys } from '@/lib/sessions/queries'
import { listSessions } from '@/lib/sessions/service'

export const metadata: Metadata = { title: 'Security' }

export default async function Page() {
  const { viewer, sessions } = await requiredPageData(async (ctx) => ({
    viewer: requireUser(ctx),
    sessions: await listSessions(ctx),
  }))
  const queryClient = new QueryClient()
  queryClient.setQueryData(sessionKeys.all(), sessions)
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <SecurityView name={viewer.name} email={viewer.email} />
    </HydrationBoundary>
  )
}
