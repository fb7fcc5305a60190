'use client'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import type { ActionResult } from '@/lib/errors'
import { enforceIpAllowlistAction, setIpAllowlistAction } from '@/lib/ip-allowlist/actions'
import { ipAllowlistKeys } from '@/lib/ip-allowlist/queries'
import type { IpAllowlistEntryView, IpAllowlistView } from '@/lib/ip-allowlist/schema'

/** A list as it was seen, and how it is to be. */
type Change = { seen: IpAllowlistView; entries: Entry[]; done: string }
type Entry = Pick<IpAllowlistEntryView, 'network' | 'is_enabled' | 'description'>

/** The changes of an organization's IP allowlist; each sends what was seen, so that nobody else's change is overwritten. */
export function useIpAllowlist(accountId: string) {
  const change = useActionMutation((asked: Change) => send(accountId, asked), {
    invalidates: [ipAllowlistKeys.all(accountId)],
    optimistic: {
      queryKey: ipAllowlistKeys.list(accountId),
      update: (list: IpAllowlistView, { entries }: Change) => ({
        ...list,
        entries: entries.map((entry) => ({ ...unseen, ...seenOf(list, entry), ...entry })),
      }),
    },
    successMessage: (_, { done }) => done,
  })
  const enforcement = useActionMutation(enforceIpAllowlistAction, {
    invalidates: [ipAllowlistKeys.all(accountId)],
    successMessage: ({ isEnforced }) =>
      isEnforced ? 'Only the addresses of the list are let in now.' : 'Every address is let in again.',
  })
  return {
    add: (seen: IpAllowlistView, entry: { network: string; description: string }) =>
      change.submit({
        seen,
        entries: [...seen.entries, { ...entry, description: entry.description || null, is_enabled: true }],
        done: `${entry.network.trim()} is on the list.`,
      }),
    setEnabled: (seen: IpAllowlistView, { network }: Entry, isEnabled: boolean) =>
      change.mutate({
        seen,
        entries: seen.entries.map((entry) =>
          entry.network === network ? { ...entry, is_enabled: isEnabled } : entry,
        ),
        done: `${network} is ${isEnabled ? 'enabled' : 'disabled'}.`,
      }),
    remove: (seen: IpAllowlistView, { network }: Entry) =>
      change.mutate({
        seen,
        entries: seen.entries.filter((entry) => entry.network !== network),
        done: `${network} is not on the list any more.`,
      }),
    enforce: (seen: IpAllowlistView, isEnforced: boolean) =>
      enforcement.submit({ accountId, isEnforced, expectedRevision: seen.revision }),
  }
}

const unseen = { last_seen_at: null, is_yours: false }

function seenOf(list: IpAllowlistView, { network }: Entry): IpAllowlistEntryView | undefined {
  return list.entries.find((entry) => entry.network === network)
}

function send(accountId: string, { seen, entries }: Change): Promise<ActionResult<{ revision: string }>> {
  return setIpAllowlistAction({
    accountId,
    entries: entries.map(({ network, is_enabled, description }) => ({
      network,
      isEnabled: is_enabled,
      description,
    })),
    expectedRevision: seen.revision,
  })
}
