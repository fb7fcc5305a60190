import { z } from 'zod'
import { isTooDeep, jsonDepthLimit, wellFormedText } from '@/lib/json'

// What fields of reports are made of. Whatever is reported has a bound: it is kept, read and sent again by people who did not write it.

const encoder = new TextEncoder()

function bytesOf(text: string): number {
  return encoder.encode(text).length
}

/** Text that names something: stored as it is, hence without the one character that no database stores. */
export function nameText(label: string, maximum: number) {
  return z
    .string({ error: `Give the ${label} as text.` })
    .min(1, { error: `The ${label} is empty.` })
    .max(maximum, { error: `The ${label} is longer than ${inWords(maximum)} characters.` })
    .refine(isStorable, { error: `The ${label} has a character that cannot be stored. Remove it.` })
}

const nul = '\u0000'

/** Whether the database stores a text as it is: without halves of a character, and the one of code 0. */
export function isStorable(text: string): boolean {
  return !text.includes(nul) && !/\p{Cs}/u.test(text)
}

/** Text that people read and that is never refused for a character. */
export function freeText(label: string, maximum: number) {
  return z
    .string()
    .max(maximum, { error: `The ${label} is longer than ${inWords(maximum)} characters.` })
    .overwrite(storable)
}

/** The same, shortened rather than refused where it is too long: whoever wrote it could do nothing about it. The end says so. */
export function shortenedText(bytesAtMost: number) {
  return z.string().overwrite((text) => shortened(storable(text), bytesAtMost))
}

/** A text with U+FFFD in the place of what the database does not store. */
export function storable(text: string): string {
  return wellFormedText(text.replaceAll(nul, '\uFFFD'))
}

function shortened(text: string, bytesAtMost: number): string {
  // No character takes more than three bytes for each unit of its text, and few texts need a second look.
  if (text.length * 3 <= bytesAtMost) return text
  const bytes = encoder.encode(text)
  if (bytes.length <= bytesAtMost) return text
  // A stream, so that half a character at the end is left out.
  const start = new TextDecoder().decode(bytes.subarray(0, bytesAtMost), { stream: true })
  return `${start}… (shortened: it had ${inWords(bytes.length)} bytes)`
}

function isShallow(value: unknown): boolean {
  return !isTooDeep(value)
}

const tooDeep = { error: `It is nested more than ${jsonDepthLimit} levels deep.`, abort: true }

/** JSON of the client's own, kept as it is and given back: any value. */
export function ownJson(label: string, bytesAtMost: number) {
  return z
    .unknown()
    .refine(isShallow, tooDeep)
    .refine(...withinBytes(label, bytesAtMost))
}

/** The same where it is an object. Not a record, which would lose a key called `__proto__`. */
export function ownObject(label: string, bytesAtMost: number) {
  return z
    .unknown()
    .refine(isObject, { error: `Give the ${label} as an object.`, abort: true })
    .refine(isShallow, tooDeep)
    .refine(...withinBytes(label, bytesAtMost))
    .meta({ type: 'object' })
    .transform((value) => value as Record<string, unknown>) // as asked first
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** For `refine`: a value is not nested too deep, and as JSON no larger than so many bytes. */
export function shallowJson(): [(value: unknown) => boolean, typeof tooDeep] {
  return [isShallow, tooDeep]
}

/** For `refine`: a value is no larger than so many bytes of JSON. */
export function withinBytes(
  label: string,
  bytesAtMost: number,
): [(value: unknown) => boolean, { error: string }] {
  return [
    (value) => bytesOf(JSON.stringify(value) ?? '') <= bytesAtMost,
    { error: `The ${label} are larger than ${inWords(bytesAtMost)} bytes of JSON.` },
  ]
}

function inWords(count: number): string {
  return count.toLocaleString('en')
}
