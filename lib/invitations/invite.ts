import { randomUUID } from 'node:crypto'
import { recordAudits } from '@/lib/audit/service'
import { principalIdOf, userIdOf, type AccountAccess } from '@/lib/authz/access'
import { changeAccount, enforce } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { loadVisibleWorkspaces } from '@/lib/authz/workspace-standing'
import type { Tx } from '@/lib/db/transaction'
import { findMembersByEmailKey } from '@/lib/members/service'
import { decideMemberPlace } from '@/lib/plans/rules'
import { isMailOn } from '@/lib/mail/service'
import { allow, firstRefusal, type Decision } from '@/lib/policy/decision'
import { decideAssignment, decideOutrank } from '@/lib/policy/holding'
import { permissionsOfRole, type RoleFacts } from '@/lib/policy/roles'
import { consume, consumeEach } from '@/lib/rate-limits/service'
import { roleFactsOf } from '@/lib/roles/facts'
import { getRoleOrMember, permissionsHeld } from '@/lib/roles/service'
import { recordedOffers, requireOffers, type Offer } from '@/lib/sharing/offers'
import { parseEmailAddress } from '@/lib/users/email-address'
import { bareAddress } from './addresses'
import { expiryOf, issueMailedLinks, mailLimitKey } from './links'
import { mailedOffers } from './offers'
import { replaceOffers } from './offers-store'
import { countPlaces } from './places'
import { decideGuest, decideOffersHandedOut, invitedAs, outcomeOfAddress } from './rules'
import type { AddressOutcome, InviteMembersInput } from './schema'
import * as store from './store'

type Address = { email: string; emailKey: string }
/** What is offered to all addresses alike. */
type Terms = { role: RoleFacts; offers: Offer[]; message: string }
type Planned = Address & { id: string; isRenewal: boolean }

const keyOf = ({ emailKey }: Address) => emailKey

/**
 * Invites addresses to an account with one organization role, and to any of its workspaces with a role in each; each address gets its own
 * outcome, in the order given, and a bad one stops none of the others. An address that is invited already gets a new link, role, clock
 * and workspaces. Needs `create:invitation`, every permission of the role (R2), and for the workspaces what `requireOffers` says and
 * throws; places of the plan are counted under the account's lock (R12). Throws `not_found`/`role_not_found` for a role that is not the
 * account's, `invalid_input` for one that is given in workspaces, `conflict`/`personal_account` for an invitation to a personal account
 * that is not one of a guest, and `rate_limited` past the inviter's limit. The mails are queued in the same transaction; `sendsMail` is
 * whether this installation sends any.
 */
export async function inviteMembers(
  ctx: Ctx,
  input: InviteMembersInput,
): Promise<{ outcomes: AddressOutcome[]; sendsMail: boolean }> {
  const { accountId } = input
  const { addresses, refused } = sortAddresses(input.emails)
  let rateLimited = new Set<string>()
  const change = {
    accountId,
    permission: 'create:invitation',
    attempt: 'invite members',
    objectTable: 'account',
    objectId: accountId,
    beforehand: async ({ actor }: AccountAccess) => {
      await consume('invitations', principalIdOf(actor), addresses.length)
      rateLimited = await listRateLimited(accountId, addresses)
    },
  } as const
  return changeAccount(ctx, change, async (tx, access) => {
    const role = await getRoleOrMember(tx, accountId, input.roleId)
    const wanted = input.workspaces
    enforce(decideGuest({ accountKind: access.account.kind, role, workspaces: wanted.length }), 'conflict')
    enforce(decideAssignment(permissionsHeld(access), role))
    const offers = await requireOffers(tx, ctx, access, { recipient: invitedAs(role), wanted })
    const { planned, outcomes } = await planInvitations(tx, ctx, access, { addresses, rateLimited })
    await writeInvitations(tx, ctx, access, { role, offers, message: input.message, planned })
    await recordRefusedAddresses(tx, ctx, access, outcomes)
    return { outcomes: inGivenOrder(input.emails, [...refused, ...outcomes]), sendsMail: isMailOn() }
  })
}

/** Parses what was typed: valid addresses once each, and an outcome for every text that is none. */
function sortAddresses(texts: string[]): { addresses: Address[]; refused: AddressOutcome[] } {
  const addresses = new Map<string, Address>()
  const refused: AddressOutcome[] = []
  for (const text of texts) {
    const address = readAddress(text)
    if (address) addresses.set(address.emailKey, addresses.get(address.emailKey) ?? address)
    else
      refused.push({
        email: text,
        outcome: 'invalid_email',
        message: 'This is not an email address.',
        invitationId: null,
      })
  }
  return { addresses: [...addresses.values()], refused }
}

/** The addresses that this organization, or all of them together, invited too often lately. */
async function listRateLimited(accountId: string, addresses: Address[]): Promise<Set<string>> {
  const byOrganization = await consumeEach(
    'invitation_mail',
    addresses.map(({ emailKey }) => mailLimitKey(accountId, emailKey)),
  )
  const byAll = await consumeEach('invited_address', addresses.map(keyOf))
  const limited = addresses.filter(
    ({ emailKey }) => byAll.has(emailKey) || byOrganization.has(mailLimitKey(accountId, emailKey)),
  )
  return new Set(limited.map(keyOf))
}

async function planInvitations(
  tx: Tx,
  ctx: Ctx,
  access: AccountAccess,
  { addresses, rateLimited }: { addresses: Address[]; rateLimited: ReadonlySet<string> },
) {
  const accountId = access.account.id
  const emailKeys = addresses.map(keyOf)
  const found = await findMembersByEmailKey(tx, accountId, emailKeys)
  const members = new Set(found.map((member) => member.emailKey))
  const rows = await store.listPendingByEmailKey(tx, accountId, emailKeys, ctx.now)
  const pending = new Map(rows.map((row) => [row.emailKey, row]))
  const places = await countPlaces(tx, ctx, access)
  const rankOver = await rankOverInvitations(tx, ctx, access, rows)
  const planned: Planned[] = []
  const outcomes: AddressOutcome[] = []
  for (const address of addresses) {
    const existing = pending.get(address.emailKey)
    // An open invitation holds its place already; a new or an expired one takes another.
    const needsPlace = !existing || existing.isExpired
    const outcome = outcomeOfAddress({
      isMember: members.has(address.emailKey),
      isRateLimited: rateLimited.has(address.emailKey),
      isRenewal: existing !== undefined,
      rank: existing ? rankOver(existing) : allow(),
      place: needsPlace ? decideMemberPlace(places) : allow(),
    })
    const isSent = outcome.outcome === 'invited' || outcome.outcome === 'reinvited'
    const id = existing?.invitationId ?? (isSent ? randomUUID() : null)
    outcomes.push({ email: address.email, invitationId: id, ...outcome })
    if (!isSent || !id) continue
    planned.push({ ...address, id, isRenewal: existing !== undefined })
    if (needsPlace) places.taken += 1
  }
  return { planned, outcomes }
}

/** R3 for invitations that are there already: neither the role nor what they offer in workspaces may be beyond the inviter. */
async function rankOverInvitations(
  tx: Tx,
  ctx: Ctx,
  access: AccountAccess,
  invitations: store.PendingRow[],
): Promise<(invitation: store.PendingRow) => Decision> {
  const held = permissionsHeld(access)
  const ids = new Set(invitations.flatMap(({ workspaceIds }) => workspaceIds))
  const visible = await loadVisibleWorkspaces(tx, access, [...ids], ctx.now)
  return ({ role, workspaceIds }) =>
    firstRefusal<string>(
      decideOutrank(held, permissionsOfRole(roleFactsOf(role))),
      decideOffersHandedOut(
        access.membership,
        workspaceIds.map((id) => visible.get(id)?.facts ?? nothing),
        ctx.now,
      ),
    )
}

// What a workspace that one cannot see gives to them.
const nothing = { defaultRole: null, grants: [] }

async function writeInvitations(
  tx: Tx,
  ctx: Ctx,
  access: AccountAccess,
  { role, offers, message, planned }: Terms & { planned: Planned[] },
): Promise<void> {
  if (planned.length === 0) return
  const { account, actor } = access
  const terms = {
    roleId: role.id,
    message,
    invitedByUserId: userIdOf(actor),
    invitedByName: actor.name,
    expiresAt: expiryOf(ctx),
  }
  await saveInvitations(tx, account.id, planned, { ...terms, offers })
  const known = await store.listKnownEmailKeys(tx, planned.map(keyOf))
  await issueMailedLinks(
    tx,
    account.id,
    planned.map(({ id, email, emailKey }) => ({ invitationId: id, email, isKnown: known.has(emailKey) })),
    {
      organizationName: account.name,
      inviterName: actor.name,
      roleName: role.name,
      isPersonal: account.kind === 'PERSONAL',
      workspaces: mailedOffers(offers),
      message,
      expiresAt: terms.expiresAt,
    },
  )
  await recordAudits(
    tx,
    ctx,
    account.id,
    planned.map(({ id, email, isRenewal }) => ({
      action: isRenewal ? ('invitation.resent' as const) : ('invitation.created' as const),
      message: `${actor.name} invited ${email} ${isRenewal ? 'again ' : ''}as ${role.name}${alsoTo(offers)}`,
      objectTable: 'invitation' as const,
      objectId: id,
      info: {
        email,
        role: role.name,
        role_id: role.id,
        workspaces: recordedOffers(offers),
        expires_at: terms.expiresAt.toISOString(),
      },
    })),
  )
}

async function saveInvitations(
  tx: Tx,
  accountId: string,
  planned: Planned[],
  { offers, ...terms }: store.InvitationTerms & { offers: Offer[] },
) {
  const fresh = planned.filter(({ isRenewal }) => !isRenewal)
  const renewed = planned.filter(({ isRenewal }) => isRenewal)
  const rows = fresh.map(({ id, email, emailKey }) => ({ id, email, emailKey, ...terms }))
  await store.createInvitations(tx, accountId, rows)
  await store.renewInvitations(
    tx,
    accountId,
    renewed.map(({ id }) => id),
    terms,
  )
  await replaceOffers(
    tx,
    accountId,
    planned.map(({ id }) => id),
    offers.map(({ workspace, role }) => ({ workspaceId: workspace.id, roleId: role.id })),
  )
}

function alsoTo(offers: Offer[]): string {
  const [first, second] = offers
  if (!first) return ''
  return second
    ? `, and to ${offers.length} workspaces`
    : `, and to ${first.workspace.name} as ${first.role.name}`
}

/** An address refused for its rank or for want of a place is a refused change, though the other addresses go through. */
async function recordRefusedAddresses(
  tx: Tx,
  ctx: Ctx,
  { account, actor }: AccountAccess,
  outcomes: AddressOutcome[],
): Promise<void> {
  const refused = outcomes.filter(
    ({ outcome }) => outcome === 'outranked' || outcome === 'plan_limit_reached',
  )
  if (refused.length === 0) return
  await recordAudits(
    tx,
    ctx,
    account.id,
    refused.map(({ email, outcome, message, invitationId }) => ({
      action: 'change.refused' as const,
      message: `${actor.name} was refused to invite ${email}: ${message}`,
      objectTable: invitationId ? ('invitation' as const) : ('account' as const),
      objectId: invitationId ?? account.id,
      info: { email, reason: outcome },
    })),
  )
}

/** One outcome for each distinct address, in the order they were typed. */
function inGivenOrder(texts: string[], outcomes: AddressOutcome[]): AddressOutcome[] {
  const byKey = new Map(
    outcomes.map((outcome) => [readAddress(outcome.email)?.emailKey ?? outcome.email, outcome]),
  )
  const keys = new Set(texts.map((text) => readAddress(text)?.emailKey ?? text))
  return [...keys].map((key) => byKey.get(key)).filter((outcome) => outcome !== undefined)
}

function readAddress(text: string): Address | null {
  return parseEmailAddress(bareAddress(text))
}
