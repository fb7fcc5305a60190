import { AppError } from '@/lib/errors'

/** The conditions of a request (RFC 9110, section 13); null for none. */
export type Preconditions = { ifMatch: string | null; ifNoneMatch: string | null }

/** Throws `precondition_failed`/`changed_meanwhile` when a resource is no longer the version that a change is of (RFC 7644, section 3.14). */
export function requireVersion(version: string, { ifMatch }: Preconditions): void {
  if (ifMatch === null || lists(ifMatch, version)) return
  throw new AppError('precondition_failed', 'changed_meanwhile', {
    message: 'The resource is not the version that If-Match names any more. Read it again.',
  })
}

/** Whether a client has this version already. */
export function isKnownVersion(version: string, { ifNoneMatch }: Preconditions): boolean {
  return ifNoneMatch !== null && lists(ifNoneMatch, version)
}

// Weakly, as two answers of one version may differ in what was asked for.
function lists(header: string, version: string): boolean {
  if (header.trim() === '*') return true
  return header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === `"${version}"`)
}
