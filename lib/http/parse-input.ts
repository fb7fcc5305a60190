import type { z } from 'zod'
import { AppError } from '@/lib/errors'

/** Parses what a client sent; throws `invalid_input` with a sentence for each field that is wrong. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const fields: Record<string, string> = {}
  for (const issue of result.error.issues) {
    const path = issue.path.join('.') || (issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : 'input')
    fields[path] ??= issue.message
  }
  throw new AppError('invalid_input', undefined, { message: sentenceOf(fields), fields })
}

function sentenceOf(fields: Record<string, string>): string {
  const first = Object.entries(fields)[0]
  return first ? `${first[0]}: ${first[1]}` : 'Some of what was sent is not valid.'
}
