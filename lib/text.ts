import { z } from 'zod'

type TextLimits = {
  /** What people call the field, for the sentences. */
  label: string
  /** In Unicode characters after normalising. */
  maximum: number
}

/**
 * One line of text that people read, such as a name: NFC, trimmed, runs of spaces made one. Any script, combining marks and
 * emoji; no control characters and no marks that override the direction of text, which could disguise what follows.
 */
export function singleLineText({ label, maximum }: TextLimits) {
  return z
    .string({ error: `Fill in the ${label}.` })
    .refine((text) => isBearable(text, maximum), { error: tooLong(label, maximum), abort: true })
    .overwrite((text) =>
      text
        .normalize('NFC')
        .replaceAll(/\p{Zs}+/gu, ' ')
        .trim(),
    )
    .refine((text) => text.length > 0, { error: `Fill in the ${label}.`, abort: true })
    .refine((text) => !unsafeInLine.test(text), { error: unsafeSentence(label), abort: true })
    .refine((text) => visible.test(text), {
      error: `The ${label} has no character that can be seen.`,
      abort: true,
    })
    .refine((text) => characterCount(text) <= maximum, { error: tooLong(label, maximum) })
}

/** Text of any number of lines, possibly empty, such as a message; line ends become "\n". Otherwise as `singleLineText`. */
export function multiLineText({ label, maximum }: TextLimits) {
  return z
    .string({ error: `Fill in the ${label}.` })
    .refine((text) => isBearable(text, maximum), { error: tooLong(label, maximum), abort: true })
    .overwrite((text) => text.replaceAll(/\r\n?/g, '\n').normalize('NFC').trim())
    .refine((text) => !unsafeInText.test(text), { error: unsafeSentence(label), abort: true })
    .refine((text) => characterCount(text) <= maximum, { error: tooLong(label, maximum) })
}

/**
 * One line of text that is kept as it was sent, byte for byte: for clients that compare what they sent with what they read. It refuses what
 * `singleLineText` refuses, and changes nothing.
 */
export function verbatimLine({ label, maximum }: TextLimits) {
  return z
    .string({ error: `Fill in the ${label}.` })
    .refine((text) => isBearable(text, maximum), { error: tooLong(label, maximum), abort: true })
    .refine((text) => !unsafeInLine.test(text), { error: unsafeSentence(label), abort: true })
    .refine((text) => visible.test(text), { error: `Fill in the ${label}.`, abort: true })
    .refine((text) => characterCount(text) <= maximum, { error: tooLong(label, maximum) })
}

/** The same for text of any number of lines, possibly empty; line ends stay what they are. */
export function verbatimText({ label, maximum }: TextLimits) {
  return z
    .string({ error: `Fill in the ${label}.` })
    .refine((text) => isBearable(text, maximum), { error: tooLong(label, maximum), abort: true })
    .refine((text) => !unsafeInText.test(text.replaceAll('\r', '')), {
      error: unsafeSentence(label),
      abort: true,
    })
    .refine((text) => characterCount(text) <= maximum, { error: tooLong(label, maximum) })
}

/**
 * The same for a name that nothing else may have: one that `singleLineText` would have to change is refused rather than kept, as it would look
 * like another.
 */
export function exactLine({ label, maximum }: TextLimits) {
  const line = singleLineText({ label, maximum })
  return z
    .string({ error: `Fill in the ${label}.` })
    .refine((text) => [text, undefined].includes(line.safeParse(text).data), {
      error: `The ${label} has spaces at its ends, two in a row, or letters in a form that is not composed (NFC). Send it without.`,
      abort: true,
    })
    .pipe(line)
}

/** 3 to 40 characters of a-z, 0-9 and hyphens, with a letter or digit at both ends: a thing's name in addresses. */
export const handleText = z
  .string({ error: 'Give a handle.' })
  .min(3, { error: 'A handle has at least 3 characters.' })
  .max(40, { error: 'A handle has at most 40 characters.' })
  .regex(/^[a-z0-9-]*$/, { error: 'A handle uses only small letters a to z, digits and hyphens.' })
  .regex(/^[a-z0-9].*[a-z0-9]$/, { error: 'A handle starts and ends with a letter or digit.' })

/** A handle that something may have, as somebody asks for it: whatever a database can be asked. */
export const askedHandle = z
  .string({ error: 'Give a handle.' })
  .max(500, { error: 'A handle has at most 40 characters.' })
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, { error: 'A handle has no control characters.' })

/** A handle made from a name: what forms suggest. Shorter than three characters when too little of the name can be in one. */
export function handleFromName(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40)
    .replaceAll(/-+$/g, '')
}

/** What a list is searched for: any part of a line, possibly empty. */
export const searchText = z
  .string()
  .refine((text) => text.length <= 200, { error: 'Search for at most 200 characters.', abort: true })
  .overwrite((text) => text.normalize('NFC').trim())
  .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), {
    error: 'Remove the control characters from the search.',
  })
  .default('')

// Checked before anything else is done with a text: putting combining marks in order takes the square of their number.
function isBearable(text: string, maximum: number): boolean {
  return text.length <= maximum * 4 + 100
}

/** How long people would say a text is: in Unicode characters rather than the 16-bit units of `length`. */
export function characterCount(text: string): number {
  return Array.from(text).length
}

// Cc: control characters. Cs: halves of a character, which no database stores. U+202A to 202E and U+2066 to 2069 change the
// direction of what follows; the harmless marks U+200E and 200F, which right-to-left names use, stay.
const unsafeInLine = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u
const unsafeInText = /[\p{Cs}\u202A-\u202E\u2066-\u2069]|(?![\n\t])\p{Cc}/u
const visible = /[\p{L}\p{N}\p{P}\p{S}\p{Co}]/u

function unsafeSentence(label: string): string {
  return `The ${label} contains control characters or marks that change the direction of text. Remove them.`
}

function tooLong(label: string, maximum: number) {
  return ({ input }: { input?: unknown }) =>
    `The ${label} has ${typeof input === 'string' ? characterCount(input) : 'too many'} characters. Use at most ${maximum}.`
}
