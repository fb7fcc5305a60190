import { listAdministrators, type Administrator } from '@/lib/db/administrators'
import { database, lockName, withTransaction } from '@/lib/db/transaction'
import { namedKeysAtMost } from '@/lib/mail/schema'
import { enqueueMails, type NewMail } from '@/lib/mail/service'
import * as store from './notices-store'

const ownersAtOnce = 20
const ownersAtMost = 10_000
const administratorsAtMost = 50
const endedDaysAtMost = 7

/**
 * Mails 30, 14 and 3 days before API keys end, and when they have: to the owner of a user's keys, for those of an organization's service
 * accounts to its active Administrators (at most 50). Whoever is told gets one mail of all keys that end soon and one of all that have
 * ended, each naming at most 50. Each notice goes once, whichever workers run this at once, and only the last of those that were missed.
 * Run by the clock; `now` is when. `ofOwners` limits it to the keys of some users and the service accounts of some organizations. Returns how
 * many keys were noticed.
 */
export async function mailKeyNotices(now: Date, ofOwners?: readonly string[]): Promise<number> {
  const due = { now, endedSince: new Date(now.getTime() - endedDaysAtMost * 86_400_000) }
  const owners = ofOwners ?? (await store.listDueOwners(database(), { ...due, limit: ownersAtMost }))
  let total = 0
  for (let first = 0; first < owners.length; first += ownersAtOnce)
    total += await mailNoticesTo({ ...due, ownerIds: owners.slice(first, first + ownersAtOnce) })
  return total
}

async function mailNoticesTo(due: Parameters<typeof store.lockDueKeys>[1]): Promise<number> {
  return withTransaction(async (tx) => {
    // Two workers at once would divide an owner's keys, and mail twice.
    await lockName(tx, 'key-notices')
    const keys = await store.lockDueKeys(tx, due)
    if (keys.length === 0) return 0
    const accountIds = keys.flatMap(({ organization }) => organization?.id ?? [])
    const administrators = await listAdministrators(tx, [...new Set(accountIds)], administratorsAtMost)
    await store.markNoticed(tx, keys)
    await enqueueMails(tx, mailsOf(keys, administrators))
    return keys.length
  })
}

function mailsOf(keys: store.DueKey[], administrators: Administrator[]): NewMail[] {
  const digests = new Map<string, store.DueKey[]>()
  for (const key of keys) {
    const digest = `${key.user?.id ?? key.organization?.id} ${templateOf(key.days)}`
    const others = digests.get(digest)
    if (others) others.push(key)
    else digests.set(digest, [key])
  }
  return [...digests.values()].flatMap((digest) => mailsOfDigest(digest, administrators))
}

/** The mails about keys of one owner, all of which end soon or have ended. */
function mailsOfDigest(keys: store.DueKey[], administrators: Administrator[]): NewMail[] {
  const [first] = keys
  if (!first) return []
  const { user, organization } = first
  const template = templateOf(first.days)
  const shown = {
    keys: keys.slice(0, namedKeysAtMost).map(shownOf),
    more: Math.max(0, keys.length - namedKeysAtMost),
  }
  if (user) return [{ template, recipient: user.email, props: { ...shown, name: user.name } }]
  if (!organization) return []
  const { id, name, handle } = organization
  return administrators
    .filter(({ accountId }) => accountId === id)
    .map((administrator) => ({
      template,
      recipient: administrator.email,
      accountId: id,
      props: { ...shown, name: administrator.name, organization: { name, handle } },
    }))
}

function shownOf({ name, prefix, expiresAt, serviceAccount }: store.DueKey) {
  return {
    keyName: name,
    prefix,
    endsAt: expiresAt.toISOString(),
    ...(serviceAccount && { serviceAccount }),
  }
}

function templateOf(days: number): 'api_key_expired' | 'api_key_expiring' {
  return days === 0 ? 'api_key_expired' : 'api_key_expiring'
}
