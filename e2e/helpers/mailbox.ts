import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import PostalMime, { type Email } from 'postal-mime'
import { z } from 'zod'

/** All messages that have arrived for an address so far, oldest first. */
export async function listMail(to: string): Promise<Email[]> {
  const isForThem = (address: string) => address.toLowerCase() === to.toLowerCase()
  return readMessages((recipients) => recipients.some(isForThem))
}

/** All messages that have arrived for anybody. */
export async function listAllMail(): Promise<Email[]> {
  return readMessages(() => true)
}

/**
 * The newest message to an address whose subject fits, as soon as there is one; `after` leaves out that many older ones, for
 * the second mail of the same kind.
 */
export async function waitForMail(to: string, subject: RegExp, { after = 0 } = {}): Promise<Email> {
  const find = async () => (await listMail(to)).filter((message) => subject.test(message.subject ?? ''))
  await expect
    .poll(async () => (await find()).length, {
      message: `mail to ${to} with subject ${subject}`,
      timeout: 20_000,
      intervals: [100],
    })
    .toBeGreaterThan(after)
  const message = (await find()).at(-1)
  if (!message) throw new Error(`The mail to ${to} has gone away again.`)
  return message
}

/** The first link in a message's text that fits. */
export function linkIn(message: Email, pattern: RegExp): string {
  const links = message.text?.match(/https?:\/\/\S+/g) ?? []
  const link = links.find((candidate) => pattern.test(candidate))
  if (!link) throw new Error(`No link like ${pattern} in the mail "${message.subject}".`)
  return link
}

async function readMessages(isWanted: (recipients: string[]) => boolean): Promise<Email[]> {
  const folder = process.env.E2E_MAIL_FOLDER
  if (!folder) throw new Error('The mail server is not running: E2E_MAIL_FOLDER is not set.')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.eml')).sort()
  const files = await Promise.all(names.map((name) => readFile(join(folder, name))))
  const wanted = files.filter((content) => isWanted(recipientsOf(content)))
  return Promise.all(wanted.map((content) => PostalMime.parse(content.subarray(content.indexOf('\n') + 1))))
}

// The server writes them before the message, as one line of JSON.
function recipientsOf(content: Buffer): string[] {
  return z.array(z.string()).parse(JSON.parse(content.subarray(0, content.indexOf('\n')).toString()))
}
