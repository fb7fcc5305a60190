import { timingSafeEqual } from 'node:crypto'
import type { Ctx } from '@/lib/authz/context'
import { database, lockAccount, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { countPlaces } from '@/lib/invitations/places'
import { paths, safeReturnTo } from '@/lib/paths'
import { decideMemberPlace } from '@/lib/plans/rules'
import { unseal } from '@/lib/seal'
import { hashToken } from '@/lib/tokens'
import { parseEmailAddress } from '@/lib/users/email-address'
import { creatingUser } from '@/lib/users/service'
import * as attempts from './attempt-store'
import * as store from './complete-store'
import * as connections from './connection-store'
import { completeTest } from './complete-test'
import { enter } from './enter'
import { isSsoRefusal } from './refusal-text'
import { recordSsoRefusal, ssoRefusal } from './refusals'
import { decideEntryThroughProvider, type EntryFacts } from './rules'
import type { CompleteSingleSignOnInput } from './sign-in-schema'
import { groupsLeftOut, vouched, type Vouched } from './vouched'

/** The secrets in the cookies of the browser that completes: of what it began, and of what it brought that nobody had begun. */
export type CompletingBrowser = { token?: string | undefined; unsolicitedToken?: string | undefined }

/** What the browser gets; a session for its cookie, or null where it keeps the one it has. */
export type Completed =
  | { state: 'signed_in'; sessionId: string | null; next: string }
  | { state: 'confirm'; organizationName: string; email: string | null; signedInAs: string | null }
  | { state: 'prove'; email: string; organizationName: string }
  | { state: 'tested'; next: string }

/**
 * Completes what a provider answered, once, in the browser that began: signs in, asks to prove an account once (`prove`: complete again after
 * signing in with its password), or keeps what a test showed. What nobody began here is completed once it is confirmed (`confirm`: as whom, and
 * who is signed out for it), since any page can have a browser bring it. First sign-ins make the user and the membership as the connection says. Throws
 * what lib/sso/refusal-text.ts lists, each recorded once in the account's log.
 */
export async function completeSingleSignOn(
  ctx: Ctx,
  { attempt: token, isConfirmed }: CompleteSingleSignOnInput,
  browser: CompletingBrowser | null,
): Promise<Completed> {
  const attempt = await getAttempt(ctx, token, browser)
  const opened = await unseal(attempt.sealed, { kind: 'sso answer', id: attempt.id })
  if (opened === null) throw ssoRefusal('attempt_unknown')
  const said = vouched.parse(JSON.parse(opened))
  if (attempt.purpose === 'TEST') return completeTest(ctx, attempt, said)
  if (attempt.isUnsolicited && !isConfirmed) return confirmationOf(ctx, attempt, said)
  return refusing(ctx, attempt, said, () => creatingUser((tx) => signIn(tx, ctx, { attempt, said })))
}

type Answered = { attempt: attempts.StoredAttempt; said: Vouched }

async function getAttempt(
  ctx: Ctx,
  token: string,
  browser: CompletingBrowser | null,
): Promise<attempts.StoredAttempt> {
  const completionHash = hashToken(token)
  const attempt = completionHash && (await attempts.findByCompletion(database(), completionHash))
  if (!attempt) throw ssoRefusal('attempt_unknown')
  const held = attempt.isUnsolicited ? browser?.unsolicitedToken : browser?.token
  const browserHash = held === undefined ? null : hashToken(held)
  const isOfBrowser = browserHash !== null && timingSafeEqual(browserHash, attempt.browserHash)
  if (attempt.completedAt) throw ssoRefusal(isOfBrowser ? 'attempt_finished' : 'attempt_unknown')
  if (attempt.expiresAt <= ctx.now) throw ssoRefusal(isOfBrowser ? 'attempt_expired' : 'attempt_unknown')
  if (isOfBrowser) return attempt
  const connection = await connections.findConnectionById(database(), attempt.connectionId)
  const detail = 'The answer was brought by another browser than the one that began.'
  const reason = held === undefined ? 'cookie_missing' : 'attempt_unknown'
  if (connection) await recordSsoRefusal(ctx, { connection, reason, detail })
  throw ssoRefusal(reason)
}

// Whoever is known by the subject comes in as who they are here: the address that the provider says might be anybody's.
async function confirmationOf(
  { actor }: Ctx,
  { accountId, connectionId }: attempts.StoredAttempt,
  { subject, email }: Vouched,
): Promise<Completed> {
  const connection = await connections.findConnectionById(database(), connectionId)
  if (!connection) throw ssoRefusal('attempt_unknown')
  const [known] = await store.listNamed(database(), { accountId, connectionId, subject, emailKey: null })
  const isOther = actor.kind === 'USER' && actor.userId !== known?.id
  return {
    state: 'confirm',
    organizationName: connection.account.name,
    email: known?.email ?? email,
    signedInAs: isOther ? actor.email : null,
  }
}

// The refusal rolled everything back; it is recorded, and the attempt spent, apart from it.
async function refusing(
  ctx: Ctx,
  attempt: attempts.StoredAttempt,
  { subject, email }: Vouched,
  work: () => Promise<Completed>,
): Promise<Completed> {
  try {
    return await work()
  } catch (error) {
    const reason = error instanceof AppError ? error.reason : undefined
    if (reason === undefined || !isSsoRefusal(reason)) throw error
    const connection = await connections.findConnectionById(database(), attempt.connectionId)
    if (!connection) throw error
    await recordSsoRefusal(ctx, { connection, reason, subject, email })
    if (reason === 'proof_needed' && email !== null)
      return { state: 'prove', email, organizationName: connection.account.name }
    await attempts.markCompleted(database(), attempt.id, ctx.now)
    throw error
  }
}

async function signIn(tx: Tx, ctx: Ctx, { attempt, said }: Answered): Promise<Completed> {
  const { accountId, connectionId: id } = attempt
  if (!(await lockAccount(tx, accountId))) throw ssoRefusal('attempt_unknown')
  const connection = await store.findEntryConnection(tx, { accountId, id })
  if (connection?.state !== 'ACTIVE') throw ssoRefusal('connection_not_active')
  const found = await findPerson(tx, ctx, { attempt, said, connection })
  const decision = decideEntryThroughProvider(found.facts)
  if (!decision.allowed) throw ssoRefusal(decision.reason)
  if (!(await attempts.markCompleted(tx, attempt.id, ctx.now))) throw ssoRefusal('attempt_unknown')
  const { entry } = decision
  const entered = await enter(tx, ctx, { ...found, entry, connection, said })
  await noteProblem(tx, ctx, connection, said)
  return { state: 'signed_in', ...entered, next: entered.next ?? safeReturnTo(attempt.returnTo) }
}

// Somebody who came in shows that the connection works.
async function noteProblem(
  tx: Tx,
  { now }: Ctx,
  connection: store.EntryConnection,
  { groups }: Vouched,
): Promise<void> {
  const problem = groups === null ? groupsLeftOut : null
  if (problem === connection.problem) return
  await connections.noteOnConnection(tx, connection, { problem, problemAt: problem === null ? null : now })
}

async function findPerson(
  tx: Tx,
  ctx: Ctx,
  { attempt, said, connection }: Answered & { connection: store.EntryConnection },
) {
  const { accountId, id: connectionId } = connection
  const address = said.email === null ? null : parseEmailAddress(said.email)
  const named = await store.listNamed(tx, {
    accountId,
    connectionId,
    subject: said.subject,
    emailKey: address?.emailKey ?? null,
  })
  const known = named.find(({ subject }) => subject === said.subject) ?? null
  const holder = known ? null : (named.find(({ emailKey }) => emailKey === address?.emailKey) ?? null)
  const person = known ?? holder
  // Of whoever is known here their own address counts, not the one that the provider says today.
  const emailKey = person?.emailKey ?? address?.emailKey ?? null
  const { isDomainProven, invitationId } = await store.findAddressFacts(tx, {
    accountId,
    connectionId,
    emailKey,
    now: ctx.now,
  })
  const places = await countPlaces(tx, ctx, { account: { id: accountId, plan: connection.plan } })
  const facts: EntryFacts = {
    known,
    address: addressState(address !== null, said.isEmailVerified),
    holder: holder && { ...holder, hasOtherSubject: holder.subject !== null },
    isDomainProven,
    isHolderProven: holder !== null && (await isProvenNow(tx, ctx, holder.id, attempt)),
    isInvited: invitationId !== null,
    admission: connection.admission,
    hasPlace: decideMemberPlace(places).allowed,
    isAccountSuspended: connection.isAccountSuspended,
  }
  return { facts, address, person, invitationId, isInvitationAsked: isInvitationPath(attempt.returnTo) }
}

function addressState(isAddress: boolean, isVerified: boolean): EntryFacts['address'] {
  if (!isAddress) return 'none'
  return isVerified ? 'verified' : 'unverified'
}

/** Whether the request's session was opened with the password of this user after the provider had answered. */
async function isProvenNow(
  tx: Tx,
  { actor }: Ctx,
  userId: string,
  { answeredAt }: attempts.StoredAttempt,
): Promise<boolean> {
  if (actor.kind !== 'USER' || actor.userId !== userId || !actor.sessionId || !answeredAt) return false
  return store.hasProvenPassword(tx, { sessionId: actor.sessionId, userId, since: answeredAt })
}

function isInvitationPath(returnTo: string | null): boolean {
  return returnTo?.startsWith(paths.invitation('')) ?? false
}
