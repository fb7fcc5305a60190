import { isDeepStrictEqual } from 'node:util'
import { AppError } from '@/lib/errors'

/**
 * R13: throws `precondition_failed`/`changed_meanwhile` with this sentence when something is not what was shown of it; where nothing was
 * shown, nothing is compared and the last one wins.
 */
export function requireUnchanged<Value>(
  current: NoInfer<Value>,
  expected: Value | undefined,
  sentence: string,
): void {
  if (expected === undefined || isDeepStrictEqual(current, expected)) return
  throw new AppError('precondition_failed', 'changed_meanwhile', { message: sentence })
}

/** Takes the handle of what is to be deleted as it was typed to confirm that; null is for clients that ask their users themselves. */
export type Confirmed<Input extends { handle: string }> = Omit<Input, 'handle'> & { handle: string | null }

/** Throws `invalid_input`/`handle_mismatch` when another handle was typed to confirm. */
export function requireConfirmed(typed: string | null, handle: string): void {
  if (typed === null || typed === handle) return
  const sentence = `Type the handle, ${handle}, to confirm.`
  throw new AppError('invalid_input', 'handle_mismatch', { message: sentence, fields: { handle: sentence } })
}
