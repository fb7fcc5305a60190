import type { QueryClient, QueryKey } from '@tanstack/react-query'
import { tableQueryOf, type TableQuery } from '@/components/data-table/table-query'
import type { Ctx } from '@/lib/authz/context'
import { AppError } from '@/lib/errors'
import { parseInput } from '@/lib/http/parse-input'
import { getEffectivePermissions } from '@/lib/members/effective'
import { explainPermission, listPermissionChoices } from '@/lib/members/explain'
import {
  memberWorkspacesPerPage,
  memberWorkspacesPrefix,
  questionOf,
  type MemberOf,
  type Question,
} from '@/lib/members/member-queries'
import { effectivePermissionsInput, explainPermissionInput } from '@/lib/members/schema'
import { listMemberWorkspacesInput } from '@/lib/workspaces/schema'
import { listMemberWorkspaces } from '@/lib/workspaces/service'

/** A page about one member or service account, and the cache that it hands to the browser. */
type Seeding = {
  ctx: Ctx
  client: QueryClient
  of: MemberOf
  params: Record<string, string | string[] | undefined>
}

/** The workspaces that they can open, as the address asks for them. */
export async function seedWorkspaces(
  { ctx, client, of, params }: Seeding,
  keyOf: (query: TableQuery) => QueryKey,
): Promise<void> {
  const query = tableQueryOf(params, { prefix: memberWorkspacesPrefix })
  const { search, after } = query
  const input = parseInput(listMemberWorkspacesInput, {
    ...of,
    search,
    cursor: after ?? undefined,
    limit: memberWorkspacesPerPage,
  })
  client.setQueryData(keyOf(query), await listMemberWorkspaces(ctx, input))
}

/** The answer to the question in the address. One that cannot be answered is left to the form, which says so and asks for another. */
export async function seedExplanation(
  { ctx, client, of, params }: Seeding,
  keyOf: (question: Question) => QueryKey,
): Promise<void> {
  const question = questionOf(params, listPermissionChoices())
  if (question === null) return
  const { permission, workspaceId } = question
  const input = explainPermissionInput.safeParse({
    ...of,
    permission,
    ...(workspaceId ? { workspace_id: workspaceId } : {}),
  })
  if (!input.success) return
  const explanation = await unlessRefused(explainPermission(ctx, input.data))
  if (explanation) client.setQueryData(keyOf(question), explanation)
}

/** What they may do in the workspace of the address, or in the organization. A refusal is left to the section, which says so. */
export async function seedPermissions(
  { ctx, client, of, params }: Seeding,
  keyOf: (workspaceId: string | null) => QueryKey,
): Promise<void> {
  const { permissions: workspaceId = null } = params
  if (Array.isArray(workspaceId)) return
  const input = effectivePermissionsInput.safeParse({
    ...of,
    ...(workspaceId === null ? {} : { workspace_id: workspaceId }),
  })
  if (!input.success) return
  const effect = await unlessRefused(getEffectivePermissions(ctx, input.data))
  if (effect) client.setQueryData(keyOf(workspaceId), effect)
}

async function unlessRefused<Data>(loading: Promise<Data>): Promise<Data | null> {
  return loading.catch((error: unknown) => {
    if (error instanceof AppError && (error.code === 'not_found' || error.code === 'forbidden')) return null
    throw error
  })
}
