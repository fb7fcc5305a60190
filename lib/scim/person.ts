import { parseEmailAddress, type EmailAddress } from '@/lib/users/email-address'
import { personName } from '@/lib/users/schema'
import { textOf } from './resource'
import type { Values } from './values'

/**
 * The address by which a provisioned person is known here: the primary one, else that of work, else the first, else the user name where it is
 * one. Null for none.
 */
export function addressOf(values: Values): EmailAddress | null {
  const emails = Array.isArray(values['emails']) ? values['emails'] : []
  const elements = emails.filter((one) => typeof one === 'object')
  const email =
    elements.find((one) => one['primary'] === true) ??
    elements.find((one) => one['type'] === 'work') ??
    elements[0]
  const candidates = [email?.['value'], values['userName']]
  for (const candidate of candidates) {
    const parsed = typeof candidate === 'string' ? parseEmailAddress(candidate) : null
    if (parsed) return parsed
  }
  return null
}

/** What a provisioned person is called: the display name, else the whole name, else its parts; null where none of them is given. */
export function nameOf(values: Values): string | null {
  const name = values['name']
  const parts: Values = typeof name === 'object' && !Array.isArray(name) ? name : {}
  const together = [textOf(parts, 'givenName'), textOf(parts, 'familyName')].filter((part) => part).join(' ')
  const candidates = [textOf(values, 'displayName'), textOf(parts, 'formatted'), together]
  for (const candidate of candidates) {
    // A name has at most so many characters, and no line ends.
    const read = personName.safeParse((candidate ?? '').replaceAll(/\p{C}+/gu, ' ').slice(0, 100))
    if (read.success) return read.data
  }
  return null
}
