import type { z } from 'zod'
import { AppError } from '@/lib/errors'

/** Parses what a client sent; throws `invalid_input` with a sentence for each field that is wrong. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  throw invalidInput(result.error.issues)
}

// A list of a thousand wrong entries is told by its first ones.
const fieldsAtMost = 100

/** The error for input that a schema refused: its first sentence, and the first one of each of the first 100 fields. */
export function invalidInput(issues: readonly z.core.$ZodIssue[]): AppError {
  // A map, because a client may call a field "constructor".
  const sentences = new Map<string, string>()
  for (const issue of issues) {
    if (sentences.size === fieldsAtMost) break
    const field =
      issue.path.join('.') || (issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : 'input')
    if (!sentences.has(field)) sentences.set(field, issue.message)
  }
  const [first] = sentences
  return new AppError('invalid_input', undefined, {
    ...(first ? { message: `${first[0]}: ${first[1]}` } : {}),
    fields: Object.fromEntries(sentences),
  })
}
