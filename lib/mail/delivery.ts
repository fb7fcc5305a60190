import { domainToASCII } from 'node:url'
import type { Transporter } from 'nodemailer'
import { z } from 'zod'

export type Message = {
  mailId: string
  from: string
  recipient: string
  subject: string
  html: string
  text: string
  baseUrl: string
}

/** What the mail server said. Refused is for good (a 5xx about the recipient or the content); deferred is worth another try. */
export type Delivery = {
  outcome: 'accepted' | 'refused' | 'deferred'
  /** The server's words or, when it had none, a sentence. */
  answer: string
  /** What the network said, for the log. */
  detail?: string
}

// Which characters an address may have is for whoever takes it in; here only what would change a header or the envelope
// is kept out: spaces, quotes, lists, comments, routes and control characters.
const recipientPattern = /^[^\s\p{C}"(),:;<>@[\\\]]{1,64}@[^\s\p{C}"(),:;<>@[\\\]]{1,253}$/u

/** Whether an address can be a recipient: one mailbox, at most 254 characters, no quoting. */
export function isRecipient(address: string): boolean {
  return address.length <= 254 && recipientPattern.test(address) && domainToASCII(domainOf(address)) !== ''
}

/** Hands one message to the mail server and says what it answered; never throws for what the server or the network does. */
export async function deliver(transport: Transporter, message: Message): Promise<Delivery> {
  const localPart = message.recipient.slice(0, message.recipient.lastIndexOf('@'))
  const mailbox = `${localPart}@${domainToASCII(domainOf(message.recipient))}`
  try {
    const info: unknown = await transport.sendMail({
      from: senderOf(message.from),
      to: { name: '', address: mailbox },
      subject: message.subject,
      html: message.html,
      text: message.text,
      // The same on every try: a duplicate after a crash between the server's answer and our note of it is recognisable.
      messageId: `<${message.mailId}@${new URL(message.baseUrl).hostname}>`,
      // RFC 3834: no out-of-office answers to a machine.
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    })
    return { outcome: 'accepted', answer: readable(acceptance.parse(info).response) }
  } catch (error) {
    const failure = failureOf.parse(error)
    const answer = answerOf(failure)
    if (failure.response) return { outcome: isForGood(failure) ? 'refused' : 'deferred', answer }
    return { outcome: 'deferred', answer, detail: failure.message }
  }
}

const acceptance = z.object({ response: z.string() })
const failureOf = z.object({
  message: z.string().catch(''),
  code: z.string().optional().catch(undefined),
  command: z.string().optional().catch(undefined),
  syscall: z.string().optional().catch(undefined),
  response: z.string().optional().catch(undefined),
  responseCode: z.number().optional().catch(undefined),
})
type Failure = z.infer<typeof failureOf>

// RFC 5321 section 4.2.1: a 5xx is not to be tried again. One that answers the greeting, the sign-in or the sender is about
// this installation's settings, which somebody may correct within the day.
function isForGood({ command, responseCode = 0 }: Failure): boolean {
  return responseCode >= 500 && (command === 'RCPT TO' || command === 'DATA')
}

// Organizations see the answer, so it is the mail server's words or a sentence of ours, not the addresses and ports that
// network errors speak of.
function answerOf(failure: Failure): string {
  if (failure.response) return readable(failure.response)
  switch (failure.code) {
    case 'ETIMEDOUT':
      return 'The mail server did not answer in time.'
    case 'EDNS':
    case 'ENOTFOUND':
      return 'The mail server’s name could not be resolved.'
    case 'ETLS':
      return 'A secure connection to the mail server could not be made.'
    case 'EAUTH':
    case 'ENOAUTH':
      return 'The mail server did not accept the sign-in.'
    default:
      return failure.syscall === 'connect'
        ? 'The mail server could not be reached.'
        : 'The connection to the mail server was lost before it accepted the message.'
  }
}

// `Name <address>` with whatever the name holds; an address list parser would split it at a comma.
function senderOf(from: string): string | { name: string; address: string } {
  const [, name, address] = /^\s*"?(.*?)"?\s*<([^<>]+)>\s*$/su.exec(from) ?? []
  return name !== undefined && address !== undefined ? { name, address } : from
}

function readable(answer: string): string {
  return answer
    .replaceAll(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, 500)
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}
