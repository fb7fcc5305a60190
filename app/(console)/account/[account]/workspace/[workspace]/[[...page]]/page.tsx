import { notFound, redirect } from 'next/navigation'
import { requiredPageData } from '@/lib/http/page-data'
import { clientPagePath } from '@/lib/paths'
import { workspaceParams } from '@/lib/workspaces/schema'
import { getWorkspace } from '@/lib/workspaces/service'

type PageProps = { params: Promise<{ account: string; workspace: string; page?: string[] }> }

/** Where the links lead that clients of the wire format print: they know accounts and workspaces by their ids. */
export default async function Page({ params }: PageProps) {
  const { account: accountId, workspace: workspaceId, page = [] } = await params
  const key = workspaceParams.safeParse({ accountId, workspaceId })
  if (!key.success) notFound()
  const { account, handle } = await requiredPageData((ctx) => getWorkspace(ctx, key.data))
  redirect(clientPagePath(account.handle, handle, page))
}
