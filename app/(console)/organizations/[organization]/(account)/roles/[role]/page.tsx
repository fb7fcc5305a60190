import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { RolePage } from '@/components/roles/role-page'
import { AppError } from '@/lib/errors'
import { organizationOfPage } from '@/lib/http/organization-page'
import { requiredPageData } from '@/lib/http/page-data'
import { getRole, getRoleEditor, listHolders, listRoleEvents } from '@/lib/roles/list'
import { holdersPerPage, roleQueries } from '@/lib/roles/queries'
import { holderKind, roleParams } from '@/lib/roles/schema'

type PageProps = {
  params: Promise<{ organization: string; role: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

const roleOfPage = cache(async (handle: string, roleId: string) => {
  const { account } = await organizationOfPage(handle)
  const input = roleParams.safeParse({ accountId: account.id, roleId })
  if (!input.success) notFound()
  return { account, of: input.data, role: await requiredPageData((ctx) => getRole(ctx, input.data)) }
})

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { organization, role } = await params
  return { title: (await roleOfPage(organization, role)).role.name }
}

export default async function Page({ params, searchParams }: PageProps) {
  const { organization, role: roleId } = await params
  const { account, of, role } = await roleOfPage(organization, roleId)
  const kind = holderKind.catch('members').parse((await searchParams)['kind'])
  const data = await requiredPageData(async (ctx) => {
    const client = new QueryClient()
    client.setQueryData(roleQueries.detail(account.id, role.id).queryKey, role)
    const page = { search: '', sort: '', after: null }
    const events = await listRoleEvents(ctx, { ...of, limit: holdersPerPage }).catch(refusalOf)
    if (!(events instanceof AppError))
      client.setQueryData(roleQueries.events(account.id, role.id, null).queryKey, events)
    const invited = await listHolders(ctx, {
      ...of,
      kind: 'invitations',
      search: '',
      limit: holdersPerPage,
    }).catch(refusalOf)
    if (kind !== 'invitations' || !(invited instanceof AppError)) {
      const holders = await listHolders(ctx, { ...of, kind, search: '', limit: holdersPerPage })
      client.setQueryData(roleQueries.holders(account.id, role.id, { ...page, kind }).queryKey, holders)
    }
    return {
      editor: await getRoleEditor(ctx, account.id),
      historyRefusal: reasonOf(events),
      invitationsRefusal: reasonOf(invited),
      cache: dehydrate(client),
    }
  })
  return (
    <HydrationBoundary state={data.cache}>
      <RolePage
        accountId={account.id}
        handle={account.handle}
        roleId={role.id}
        editor={data.editor}
        kind={kind}
        historyRefusal={data.historyRefusal}
        invitationsRefusal={data.invitationsRefusal}
      />
    </HydrationBoundary>
  )
}

// A part that the viewer may not read is explained in its place.
function refusalOf(error: unknown): AppError {
  if (error instanceof AppError && error.code === 'forbidden') return error
  throw error
}

function reasonOf(result: unknown): { message: string; permission?: string | undefined } | null {
  return result instanceof AppError ? { message: result.message, permission: result.permission } : null
}
