import { randomUUID } from 'node:crypto'
import type { AuditInput } from '@/lib/audit/schema'
import { recordAudit } from '@/lib/audit/service'
import type { AccountAccess } from '@/lib/authz/access'
import { changeAccount, changeOfAccount } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { requireUnchanged } from '@/lib/authz/expected'
import { enforceRule } from '@/lib/authz/refusal-codes'
import type { Tx } from '@/lib/db/transaction'
import { countOf } from '@/lib/format'
import { addressOf } from './networks'
import { decideAllowlistChange, decideLockOut } from './rules'
import type { EnforceIpAllowlistInput, IpAllowlistEntry, SetIpAllowlistInput } from './schema'
import { revisionOf } from './service'
import * as store from './store'

const changedMeanwhile = 'Somebody changed the IP allowlist meanwhile. Reload the page to see what it is now.'

/**
 * Gives an organization another list, whole. Needs `update:organization`. While the list is enforced it has to let in whoever changes it
 * (`conflict`/`would_lock_out`); `precondition_failed`/`changed_meanwhile` when it is not what `expectedRevision` stands for (R13);
 * `conflict`/`personal_account`. Returns what it stands for now.
 */
export async function setIpAllowlist(ctx: Ctx, input: SetIpAllowlistInput): Promise<{ revision: string }> {
  const { accountId, entries, expectedRevision } = input
  return changeAccount(
    ctx,
    changeOfAccount(accountId, 'update:organization', 'change the IP allowlist'),
    async (tx, access) => {
      enforceRule(decideAllowlistChange(access.membership, access.account.kind))
      const isEnforced = access.account.isIpAllowlistEnforced
      const before = await store.listEntries(tx, accountId, null)
      requireUnchanged(revisionOf(before, isEnforced), expectedRevision, changedMeanwhile)
      const revision = revisionOf(entries, isEnforced)
      if (revision === revisionOf(before, isEnforced)) return { revision }
      await store.deleteOtherEntries(
        tx,
        accountId,
        entries.map(({ network }) => network),
      )
      await store.upsertEntries(
        tx,
        accountId,
        entries.map((entry) => ({ ...entry, id: randomUUID() })),
      )
      await requireStillIn(tx, ctx, { accountId, isEnforced })
      await recordAudit(tx, ctx, { accountId, ...listEvent(access, before, entries) })
      return { revision }
    },
  )
}

/**
 * Enforces the list of an organization, or lets every address in again. Needs `update:organization`; a list that is enforced has to let in
 * whoever enforces it (`conflict`/`would_lock_out`); `changed_meanwhile` and `personal_account` as above.
 */
export async function enforceIpAllowlist(
  ctx: Ctx,
  { accountId, isEnforced, expectedRevision }: EnforceIpAllowlistInput,
): Promise<{ isEnforced: boolean }> {
  const attempt = isEnforced ? 'enforce the IP allowlist' : 'stop enforcing the IP allowlist'
  return changeAccount(
    ctx,
    changeOfAccount(accountId, 'update:organization', attempt),
    async (tx, access) => {
      const entries = await store.listEntries(tx, accountId, null)
      requireUnchanged(
        revisionOf(entries, access.account.isIpAllowlistEnforced),
        expectedRevision,
        changedMeanwhile,
      )
      const event = await changeEnforcement(tx, ctx, access, isEnforced)
      if (event) await recordAudit(tx, ctx, { accountId, ...event })
      return { isEnforced }
    },
  )
}

type Event = Omit<AuditInput, 'accountId'>

/** The same within a change of the account's that has locked it; returns the event for its caller to record, null when it was so already. */
export async function changeEnforcement(
  tx: Tx,
  ctx: Ctx,
  { account, membership, actor }: AccountAccess,
  isEnforced: boolean,
): Promise<Event | null> {
  enforceRule(decideAllowlistChange(membership, account.kind))
  if (account.isIpAllowlistEnforced === isEnforced) return null
  await requireStillIn(tx, ctx, { accountId: account.id, isEnforced })
  await store.setEnforced(tx, account.id, isEnforced)
  return {
    action: isEnforced ? 'account.ip_allowlist_enforced' : 'account.ip_allowlist_lifted',
    message: isEnforced
      ? `${actor.name} made ${account.name} let in only the addresses on its IP allowlist`
      : `${actor.name} made ${account.name} let in every address`,
    objectTable: 'account',
    objectId: account.id,
    info: { before: { is_enforced: !isEnforced }, after: { is_enforced: isEnforced } },
  }
}

type Outcome = { accountId: string; isEnforced: boolean }

// Asked of what this transaction wrote and in the words of the gate itself, under the account's lock: the next request is decided alike.
async function requireStillIn(tx: Tx, { ipAddress }: Ctx, { accountId, isEnforced }: Outcome): Promise<void> {
  const address = addressOf(ipAddress)
  const isListed = !isEnforced || (await store.isAddressListed(tx, accountId, address))
  enforceRule(decideLockOut({ isEnforced, isListed, address }))
}

function listEvent(
  { account, actor }: AccountAccess,
  before: readonly IpAllowlistEntry[],
  after: readonly IpAllowlistEntry[],
): Event {
  return {
    action: 'account.ip_allowlist_changed',
    message: `${actor.name} changed the IP allowlist of ${account.name}: ${changesOf(before, after)}`,
    objectTable: 'account',
    objectId: account.id,
    info: { before: { entries: before.map(infoOf) }, after: { entries: after.map(infoOf) } },
  }
}

/** What became of a list, in a few words: "added 203.0.113.0/24; removed 2 networks". */
function changesOf(before: readonly IpAllowlistEntry[], after: readonly IpAllowlistEntry[]): string {
  const former = new Map(before.map((entry) => [entry.network, entry]))
  const current = new Set(after.map(({ network }) => network))
  const turned = (isEnabled: boolean) =>
    after.filter(
      (entry) => entry.isEnabled === isEnabled && former.get(entry.network)?.isEnabled === !isEnabled,
    )
  const parts: [string, readonly IpAllowlistEntry[]][] = [
    ['added', after.filter(({ network }) => !former.has(network))],
    ['removed', before.filter(({ network }) => !current.has(network))],
    ['enabled', turned(true)],
    ['disabled', turned(false)],
  ]
  const words = parts
    .filter(([, changed]) => changed.length > 0)
    .map(([verb, changed]) => `${verb} ${networksText(changed)}`)
  return words.length > 0 ? words.join('; ') : 'the order or a description'
}

function networksText(entries: readonly IpAllowlistEntry[]): string {
  const [first] = entries
  return first && entries.length === 1 ? first.network : countOf(entries.length, 'network')
}

function infoOf({ network, isEnabled, description }: IpAllowlistEntry) {
  return { network, is_enabled: isEnabled, description }
}
