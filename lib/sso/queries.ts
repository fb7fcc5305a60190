import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from '@/lib/client/fetch-json'
import { apiPaths } from '@/lib/paths'
import type { SsoConnectionSummary, SsoConnectionView } from './connection-schema'
import type { SsoDomainRemovalView, SsoDomainsView } from './domain-schema'
import type { SsoEnforcementView } from './enforcement-schema'
import type { SsoIdentityView } from './identity-schema'

export const ssoKeys = {
  all: (accountId: string) => ['accounts', accountId, 'sso'] as const,
}

export const ssoQueries = {
  /** The mail domains: there are few. */
  domains: (accountId: string) =>
    queryOptions({
      queryKey: [...ssoKeys.all(accountId), 'domains'],
      queryFn: ({ signal }) => fetchJson<SsoDomainsView>(apiPaths.ssoDomains(accountId), signal),
    }),
  /** What removing one would do. */
  domainRemoval: (accountId: string, domainId: string) =>
    queryOptions({
      queryKey: [...ssoKeys.all(accountId), 'domains', domainId, 'removal'],
      queryFn: ({ signal }) =>
        fetchJson<SsoDomainRemovalView>(apiPaths.ssoDomainRemoval(accountId, domainId), signal),
      // It is about to be acted on: never an old one.
      staleTime: 0,
      gcTime: 0,
    }),
  /** The connections: there are few. */
  connections: (accountId: string) =>
    queryOptions({
      queryKey: [...ssoKeys.all(accountId), 'connections'],
      queryFn: ({ signal }) => fetchJson<SsoConnectionSummary[]>(apiPaths.ssoConnections(accountId), signal),
    }),
  /** One of them with our side of it and its last test. */
  connection: (accountId: string, connectionId: string) =>
    queryOptions({
      queryKey: [...ssoKeys.all(accountId), 'connections', connectionId],
      queryFn: ({ signal }) =>
        fetchJson<SsoConnectionView>(apiPaths.ssoConnection(accountId, connectionId), signal),
    }),
  /** How members are held to single sign-on. */
  enforcement: (accountId: string) =>
    queryOptions({
      queryKey: [...ssoKeys.all(accountId), 'enforcement'],
      queryFn: ({ signal }) => fetchJson<SsoEnforcementView>(apiPaths.ssoEnforcement(accountId), signal),
    }),
  /** Who a member is at identity providers. */
  identities: (accountId: string, membershipId: string) =>
    queryOptions({
      queryKey: [...ssoKeys.all(accountId), 'identities', membershipId],
      queryFn: ({ signal }) =>
        fetchJson<SsoIdentityView[]>(apiPaths.ssoIdentities(accountId, membershipId), signal),
    }),
}
