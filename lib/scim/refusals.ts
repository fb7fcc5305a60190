import { AppError } from '@/lib/errors'

/** The words of RFC 7644, section 3.12 for what is wrong with a request, as this product spells reasons. */
export const scimTypes = {
  invalid_filter: 'invalidFilter',
  too_many: 'tooMany',
  uniqueness: 'uniqueness',
  mutability: 'mutability',
  invalid_syntax: 'invalidSyntax',
  invalid_path: 'invalidPath',
  no_target: 'noTarget',
  invalid_value: 'invalidValue',
} as const

export type ScimReason = keyof typeof scimTypes

/** The refusal of a request that is not as the protocol wants it. */
export function badRequest(reason: Exclude<ScimReason, 'uniqueness'>, message: string): AppError {
  return new AppError('invalid_input', reason, { message })
}

/** The refusal of a name that another resource has. */
export function taken(message: string): AppError {
  return new AppError('conflict', 'uniqueness', { message })
}
