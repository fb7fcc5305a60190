import { env } from '@/lib/env'
import { unseal } from '@/lib/seal'
import { logger } from '@/lib/log'
import { deliver, type Delivery } from './delivery'
import { hasSecretLink, hiddenToken, mailSubject, renderMail } from './render'
import { mailProps, mailTemplateName, type MailState, type OutboxMail, type OutboxRow } from './schema'
import { mailTransport } from './transport'

type StoredMail = {
  id: string
  accountId: string | null
  template: string
  recipient: string
  props: unknown
  sealedToken: string | null
  createdAt: Date
} & StoredState

type StoredState = Pick<MailState, 'status' | 'attempts'> & {
  lastResponse: string | null
  lastTriedAt: Date | null
  sentAt: Date | null
}

/** Writes a stored message and hands it to the mail server at `smtpUrl`. Never throws; the answer holds no secret. */
export async function attemptDelivery(mail: StoredMail, smtpUrl: string): Promise<Delivery> {
  const { BASE_URL, MAIL_FROM } = env()
  const token = mail.sealedToken && (await unseal(mail.sealedToken, { kind: 'mail token', id: mail.id }))
  try {
    const { template, props } = contentOf(mail)
    if (hasSecretLink(template) && !token)
      return refused('Not sent: its link cannot be read with this AUTH_SECRET.')
    if (isExpired(props)) return refused('Not sent: its link has expired.')
    const written = await renderMail(template, props, token, BASE_URL)
    const message = {
      ...written,
      mailId: mail.id,
      from: MAIL_FROM,
      recipient: mail.recipient,
      baseUrl: BASE_URL,
    }
    const delivery = await deliver(mailTransport(smtpUrl), message)
    // Some servers quote the address that they take offence at.
    return token ? { ...delivery, answer: delivery.answer.replaceAll(token, hiddenToken) } : delivery
  } catch (error) {
    logger().error({ error, mailId: mail.id }, 'a mail could not be written')
    return { outcome: 'deferred', answer: 'This message could not be written; the log says why.' }
  }
}

/** A stored message as the operator sees it; the secret of its link only while it is `KEPT` and `showsLink` is set. */
export async function outboxMailOf(mail: StoredMail, showsLink: boolean): Promise<OutboxMail> {
  const { BASE_URL } = env()
  const { template, props } = contentOf(mail)
  const sealed = showsLink && mail.status === 'KEPT' ? mail.sealedToken : null
  const token = sealed && (await unseal(sealed, { kind: 'mail token', id: mail.id }))
  const { html, text } = await renderMail(template, props, token ?? hiddenToken, BASE_URL)
  return { ...outboxRowOf(mail), html, text, is_link_shown: token !== null || !hasSecretLink(template) }
}

export function outboxRowOf(mail: StoredMail): OutboxRow {
  return {
    id: mail.id,
    account_id: mail.accountId,
    template: mail.template,
    recipient: mail.recipient,
    subject: subjectOf(mail),
    created_at: mail.createdAt.toISOString(),
    ...mailStateOf(mail),
  }
}

export function mailStateOf(mail: StoredState): MailState {
  return {
    status: mail.status,
    attempts: mail.attempts,
    last_response: mail.lastResponse,
    last_tried_at: mail.lastTriedAt?.toISOString() ?? null,
    sent_at: mail.sentAt?.toISOString() ?? null,
  }
}

function contentOf(mail: StoredMail) {
  const template = mailTemplateName.parse(mail.template)
  return { template, props: mailProps[template].parse(mail.props) }
}

// One row that an older version wrote must not hide the others.
function subjectOf(mail: StoredMail): string {
  try {
    const { template, props } = contentOf(mail)
    return mailSubject(template, props)
  } catch {
    return mail.template
  }
}

function isExpired(props: object): boolean {
  return (
    'expiresAt' in props && typeof props.expiresAt === 'string' && Date.parse(props.expiresAt) < Date.now()
  )
}

function refused(answer: string): Delivery {
  return { outcome: 'refused', answer }
}
