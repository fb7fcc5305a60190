import type { Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { scimProvider, type GroupProviderView } from './schema'
import { listProviders, type ProviderRow } from './store'

/** How a provider is named outside: its connection's id, or `SCIM`, for which the account's own id is kept. */
export function providerView(accountId: string, { id, name, isActive }: ProviderRow): GroupProviderView {
  return { id: id === accountId ? scimProvider : id, name, is_active: isActive }
}

/** The provider that a mapping names, among those of the account; one that is gone has no name any more. */
export function providerOf(
  accountId: string,
  providerId: string | null,
  providers: readonly ProviderRow[],
): GroupProviderView | null {
  if (providerId === null) return null
  const name = providerId === accountId ? 'Provisioning (SCIM)' : 'A deleted connection'
  const gone = { id: providerId, name, isActive: providerId === accountId }
  return providerView(accountId, providers.find(({ id }) => id === providerId) ?? gone)
}

/** Whose word a mapping goes by: as it is kept, and as it is told. */
export type ChosenProvider = { providerId: string | null; provider: GroupProviderView | null }

/** What is kept of a provider that somebody names. */
export function providerIdOf(accountId: string, named: string | null): string | null {
  return named === scimProvider ? accountId : named
}

/** The provider of a mapping that there is. */
export async function getProvider(
  tx: Tx,
  accountId: string,
  { providerId }: { providerId: string | null },
): Promise<ChosenProvider> {
  if (providerId === null) return { providerId, provider: null }
  return { providerId, provider: providerOf(accountId, providerId, await listProviders(tx, accountId)) }
}

/** The one that somebody names; throws `not_found`/`connection_not_found` for a connection that the account does not have. */
export async function resolveProvider(
  tx: Tx,
  accountId: string,
  named: string | null,
): Promise<ChosenProvider> {
  const providerId = providerIdOf(accountId, named)
  if (providerId === null) return { providerId, provider: null }
  const known = await listProviders(tx, accountId)
  if (providerId === accountId || known.some(({ id }) => id === providerId))
    return { providerId, provider: providerOf(accountId, providerId, known) }
  throw new AppError('not_found', 'connection_not_found', {
    message: 'The organization has no such connection. Reload the page to see those that it has.',
  })
}
