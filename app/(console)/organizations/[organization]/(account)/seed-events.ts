import type { QueryClient, QueryKey } from '@tanstack/react-query'
import { tableQueryOf } from '@/components/data-table/table-query'
import { listEvents } from '@/lib/audit/of-object'
import { eventsPerPage, eventsPrefix } from '@/lib/audit/queries'
import type { Ctx } from '@/lib/authz/context'
import type { Refusal } from '@/lib/capability'
import { unlessForbidden } from '@/lib/http/page-data'

type Events = Pick<Parameters<typeof listEvents>[1], 'accountId' | 'about'> & {
  params: Record<string, string | string[] | undefined>
  /** The key of the page that goes on after a cursor. */
  keyOf: (after: string | null) => QueryKey
}

/** The audit events of a page about one thing, as the address asks for them. Returns why the viewer may not read them, or null. */
export async function seedEvents(
  ctx: Ctx,
  client: QueryClient,
  { params, keyOf, ...asked }: Events,
): Promise<Refusal | null> {
  const { after } = tableQueryOf(params, { prefix: eventsPrefix })
  const page = { cursor: after ?? undefined, limit: eventsPerPage }
  const { data, refusal } = await unlessForbidden(listEvents(ctx, { ...asked, ...page }))
  if (data) client.setQueryData(keyOf(after), data)
  return refusal
}
