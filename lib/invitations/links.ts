import type { Ctx } from '@/lib/authz/context'
import type { Tx } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { cancelMails, enqueueMails } from '@/lib/mail/service'
import { newToken } from '@/lib/tokens'
import * as store from './store'

export type LinkRequest = {
  invitationId: string
  email: string
  /** Whether the address belongs to somebody who has an account: the mail then speaks of signing in. */
  isKnown: boolean
}

export type MailFacts = {
  organizationName: string
  inviterName: string
  roleName: string
  isPersonal: boolean
  workspaces: { name: string; role: string }[]
  message: string
  expiresAt: Date
}

/** Mails to one address are limited in each organization. */
export function mailLimitKey(accountId: string, emailKey: string): string {
  return `${accountId}:${emailKey}`
}

/** When an invitation made or renewed now expires: `INVITATION_DAYS` days later. */
export function expiryOf(ctx: Ctx): Date {
  return new Date(ctx.now.getTime() + env().INVITATION_DAYS * 86_400_000)
}

/**
 * Gives each invitation a new link, queues the mail that carries it, and kills the links before: their mails, if they have not left
 * yet, never will. In the caller's transaction.
 */
export async function issueMailedLinks(
  tx: Tx,
  accountId: string,
  requests: LinkRequest[],
  facts: MailFacts,
): Promise<void> {
  if (requests.length === 0) return
  const links = requests.map((request) => ({ ...request, ...newToken() }))
  const mailIds = await enqueueMails(
    tx,
    links.map(({ email, isKnown, token }) => ({
      template: isKnown ? ('invitation_existing_user' as const) : ('invitation' as const),
      recipient: email,
      accountId,
      props: { ...facts, expiresAt: facts.expiresAt.toISOString() },
      token,
    })),
  )
  const replacedMailIds = await store.replaceLinks(
    tx,
    accountId,
    links.map(({ invitationId, hash }, index) => ({
      invitationId,
      tokenHash: hash,
      delivery: 'MAILED' as const,
      mailId: mailIds[index] ?? null,
    })),
  )
  await cancelMails(tx, replacedMailIds)
}

/** Gives an invitation a new link for an administrator to hand over, and kills the one before. Returns the link's token. */
export async function issueCopiedLink(tx: Tx, accountId: string, invitationId: string): Promise<string> {
  const { token, hash } = newToken()
  const replacedMailIds = await store.replaceLinks(tx, accountId, [
    { invitationId, tokenHash: hash, delivery: 'COPIED', mailId: null },
  ])
  await cancelMails(tx, replacedMailIds)
  return token
}
