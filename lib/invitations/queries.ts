import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { fetchJson, fetchPage } from '@/lib/client/fetch-json'
import { listSearch, type ListQuery } from '@/lib/client/list-query'
import { apiPaths } from '@/lib/paths'
import type { AssignableRole } from '@/lib/roles/schema'
import type { InvitationView } from './schema'

export const invitationKeys = {
  all: (accountId: string) => ['accounts', accountId, 'invitations'] as const,
}

/** Invitations shown at once beside the members. */
export const invitationsPerPage = 5

export const invitationQueries = {
  /** One page of unanswered invitations, as the URL asks for it; read again while a mail is on its way. */
  list: (accountId: string, query: ListQuery) =>
    queryOptions({
      queryKey: [...invitationKeys.all(accountId), 'list', query],
      queryFn: ({ signal }) =>
        fetchPage<InvitationView>(
          apiPaths.invitations(accountId) + listSearch(query, invitationsPerPage),
          signal,
        ),
      placeholderData: keepPreviousData,
      refetchInterval: ({ state }) =>
        state.data?.rows.some(({ delivery }) => delivery.status === 'QUEUED') ? 3_000 : false,
    }),
  /** The roles that can be offered in workspaces together with an organization role; with none, that is Member. */
  offeredRoles: (accountId: string, organizationRoleId: string) =>
    queryOptions({
      queryKey: [...invitationKeys.all(accountId), 'offered-roles', organizationRoleId],
      queryFn: ({ signal }) =>
        fetchJson<AssignableRole[]>(apiPaths.workspaceRoles(accountId, organizationRoleId), signal),
      placeholderData: keepPreviousData,
    }),
}
