import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { z } from 'zod'
import { recordOperatorAddressAudit, recordOperatorAudit } from '@/lib/audit/installation'
import { requireOperator } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import type { Page } from '@/lib/client/fetch-json'
import { database, withTransaction, type Tx } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { AppError, invariant } from '@/lib/errors'
import type { JobTry } from '@/lib/jobs/schema'
import { enqueueJob, enqueueJobs, findLiveJobKeys, removeJobs } from '@/lib/jobs/service'
import { logger } from '@/lib/log'
import { decodeTimeCursor, pageOf } from '@/lib/pages/page'
import { seal } from '@/lib/seal'
import { uuid } from '@/lib/uuid'
import { isRecipient } from './delivery'
import { attemptDelivery, mailStateOf, outboxMailOf, outboxRowOf } from './message'
import { hasSecretLink } from './render'
import {
  mailProps,
  type listOutboxInput,
  type MailState,
  type MailTemplateName,
  type MailTemplateProps,
  type OutboxMail,
  type OutboxRow,
  type retryMailInput,
} from './schema'
import * as store from './store'

const hour = 3_600_000

/** Whether this installation sends mail; without SMTP_URL messages stay in the outbox. */
export function isMailOn(): boolean {
  return env().SMTP_URL !== undefined
}

/** A message to enqueue: what each template shows, and for those with a secret link its token. */
export type NewMail = {
  [Name in MailTemplateName]: {
    template: Name
    /** One address, as typed. */
    recipient: string
    /** The account whose members may see what became of it. */
    accountId?: string
    props: MailTemplateProps[Name]
    /** The secret of the link, for the templates that have one; kept encrypted until the message has left. */
    token?: string
  }
}[MailTemplateName]

/**
 * Puts a message into the outbox and its sending into the queue, within the caller's transaction: no mail without its cause, no
 * cause without its mail. Returns the message's id. Addresses are to be checked before: one that cannot be a recipient throws.
 */
export async function enqueueMail(tx: Tx, mail: NewMail): Promise<string> {
  const [id] = await enqueueMails(tx, [mail])
  invariant(id, 'a mail was enqueued without an id')
  return id
}

/** The same for many messages; returns their ids in the same order. */
export async function enqueueMails(tx: Tx, mails: NewMail[]): Promise<string[]> {
  const rows = await Promise.all(mails.map(mailRowOf))
  await store.createMails(tx, rows)
  const queued = rows.filter(({ status }) => status === 'QUEUED')
  await enqueueJobs(
    tx,
    'send_mail',
    queued.map(({ id }) => ({ payload: { mailId: id }, key: id })),
  )
  return rows.map(({ id }) => id)
}

/**
 * Withdraws messages whose links are dead, within the transaction that kills the links, so that they are not sent or shown any
 * more. One that has left stays as it is, and one that is leaving at this moment may still arrive.
 */
export async function cancelMails(tx: Tx, mailIds: string[]): Promise<void> {
  if (mailIds.length > 0)
    await withdraw(tx, { ids: mailIds }, 'Withdrawn: its link was used, replaced or revoked.')
}

/** The same for one message. */
export async function cancelMail(tx: Tx, mailId: string): Promise<void> {
  await cancelMails(tx, [mailId])
}

/** Withdraws every message of an account that has not left, within the transaction that deletes the account. */
export async function withdrawAccountMail(tx: Tx, accountId: string): Promise<void> {
  await withdraw(tx, { accountId }, 'Withdrawn: the organization was deleted.')
}

/**
 * Deletes every message to a person that no account sent, with its link, within the transaction that deletes the person. Invitations are the
 * accounts' that invite.
 */
export async function deleteMailsTo(tx: Tx, recipient: string): Promise<void> {
  await store.deleteMailsOfNoAccount(tx, recipient)
}

/** What became of these messages, by id; unknown ids are left out. */
export async function mailStates(tx: Tx, ids: string[]): Promise<Map<string, MailState>> {
  const rows = ids.length > 0 ? await store.listStates(tx, ids) : []
  return new Map(rows.map((row) => [row.id, mailStateOf(row)]))
}

/** One page of the outbox, newest first. For the operator, `not_found` for others; `invalid_input` for a foreign cursor. */
export async function listOutbox(
  ctx: Ctx,
  input: z.output<typeof listOutboxInput>,
): Promise<Page<OutboxRow>> {
  requireOperator(ctx)
  const rows = await store.listOutbox(database(), {
    search: input.search,
    status: input.status ?? null,
    after: positionOf(input.cursor),
    limit: input.limit + 1,
  })
  const keyed = rows.map((row) => ({ ...row, key: row.createdAt.toISOString() }))
  const page = pageOf(keyed, input.limit)
  return { ...page, rows: page.rows.map(outboxRowOf) }
}

/**
 * One message as it was or would be sent, for the operator; `not_found` for others. The secret of its link is shown only while
 * the installation sends no mail, since somebody must hand it on then; that is recorded where the recipient belongs.
 */
export async function getOutboxMail(ctx: Ctx, id: string): Promise<OutboxMail> {
  requireOperator(ctx)
  const parsed = uuid().safeParse(id)
  const mail = parsed.success ? await store.findMail(database(), parsed.data) : null
  if (!mail) throw new AppError('not_found')
  const showsSecret = !isMailOn() && mail.sealedToken !== null
  if (showsSecret) {
    const message = `The operator read the link in the mail to ${mail.recipient}`
    await withTransaction((tx) => recordOperatorAct(tx, ctx, mail, { action: 'mail.link_read', message }))
  }
  return outboxMailOf(mail, !isMailOn())
}

/**
 * Puts a failed message into the queue again, for another day of tries. For the operator, `not_found` for others;
 * `conflict`/`mail_not_failed` when it has not failed, `conflict`/`mail_off` while the installation sends no mail.
 */
export async function retryMail(ctx: Ctx, input: z.output<typeof retryMailInput>): Promise<{ id: string }> {
  requireOperator(ctx)
  if (!isMailOn()) {
    throw new AppError('conflict', 'mail_off', {
      message: 'This installation sends no mail. Set SMTP_URL and start it again.',
    })
  }
  return withTransaction(async (tx) => {
    const mail = await store.findMail(tx, input.id)
    if (!mail) throw new AppError('not_found')
    if (!(await store.requeueFailed(tx, input.id))) {
      throw new AppError('conflict', 'mail_not_failed', {
        message: 'This mail has not failed. Reload to see its state.',
      })
    }
    await enqueueJob(tx, 'send_mail', { mailId: input.id }, { key: input.id })
    await recordOperatorAct(tx, ctx, mail, {
      action: 'mail.retried',
      message: `The operator sent the mail to ${mail.recipient} again`,
    })
    return { id: input.id }
  })
}

/**
 * The job that sends one message: notes the outcome, and throws when it is to be tried again. Does nothing for a message that
 * no longer waits, so running twice does no harm once the outcome is noted.
 */
export async function sendMail({ mailId }: { mailId: string }, jobTry: JobTry): Promise<void> {
  const mail = await store.beginTry(database(), mailId)
  if (!mail) return
  const { SMTP_URL } = env()
  if (!SMTP_URL) {
    await store.updateQueued(database(), mailId, { status: 'KEPT' })
    return
  }
  const { outcome, answer, detail } = await attemptDelivery(mail, SMTP_URL)
  if (outcome === 'accepted') return noteAcceptance(mailId, answer)
  logger().warn({ mailId, template: mail.template, outcome, answer, detail }, 'a mail was not accepted')
  const isOver = outcome === 'refused' || jobTry.isLast
  const stillWaits = await store.updateQueued(database(), mailId, {
    lastResponse: answer,
    ...(isOver ? { status: 'FAILED' } : {}),
  })
  if (stillWaits && !isOver) throw new Error(`a mail has to be tried again: ${answer}`)
}

/**
 * Upkeep of the outbox: messages whose job is gone (its last try was interrupted) become failed, so that they can be retried, and
 * the secrets of messages older than 30 days are removed.
 */
export async function tidyOutbox(): Promise<void> {
  const tx = database()
  const waiting = await store.listForgotten(tx, new Date(Date.now() - 12 * hour), 1_000)
  const live = await findLiveJobKeys(tx, waiting)
  for (const id of waiting.filter((mailId) => !live.has(mailId))) {
    await store.updateQueued(tx, id, { status: 'FAILED', lastResponse: 'The last try was interrupted.' })
  }
  await store.forgetSecrets(tx, new Date(Date.now() - 30 * 24 * hour))
}

// The mail server has the message: until that is noted it would be sent again, so a database that restarts is waited for.
async function noteAcceptance(mailId: string, answer: string): Promise<void> {
  for (let pauseMs = 500; ; pauseMs *= 2) {
    try {
      await store.markSent(database(), mailId, answer)
      return
    } catch (error) {
      if (pauseMs > 16_000) throw error
      await delay(pauseMs)
    }
  }
}

// In the installation's log, and in that of the account that the message is about; one about no account, in those of whom it is for.
async function recordOperatorAct(
  tx: Tx,
  ctx: Ctx,
  mail: store.MailRow,
  act: { action: 'mail.retried' | 'mail.link_read'; message: string },
): Promise<void> {
  const event = {
    ...act,
    objectTable: 'mail',
    objectId: mail.id,
    info: { template: mail.template, recipient: mail.recipient },
  } as const
  if (mail.accountId) await recordOperatorAudit(tx, ctx, { accountId: mail.accountId, ...event })
  else await recordOperatorAddressAudit(tx, ctx, mail.recipient, event)
}

async function mailRowOf(mail: NewMail): Promise<store.NewMailRow> {
  invariant(isRecipient(mail.recipient), 'a mail has a recipient that is no single plain address')
  invariant(
    hasSecretLink(mail.template) === (mail.token !== undefined),
    `the mail ${mail.template} has or lacks a token`,
  )
  const id = randomUUID()
  return {
    id,
    accountId: mail.accountId ?? null,
    template: mail.template,
    recipient: mail.recipient,
    props: mailProps[mail.template].parse(mail.props),
    sealedToken: mail.token === undefined ? null : await seal(mail.token, { kind: 'mail token', id }),
    status: isMailOn() ? 'QUEUED' : 'KEPT',
  }
}

async function withdraw(
  tx: Tx,
  which: { ids: string[] } | { accountId: string },
  reason: string,
): Promise<void> {
  await removeJobs(tx, await store.cancelUnsent(tx, which, reason))
}

function positionOf(cursor: string | undefined): { createdAt: Date; id: string } | null {
  const position = decodeTimeCursor(cursor)
  return position && { createdAt: new Date(position.key), id: position.id }
}
