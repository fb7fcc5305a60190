import type { PublicError } from '@/lib/errors'

/** What every server action answers; it never throws to the browser. */
export type ActionResult<Data> = { ok: true; data: Data } | { ok: false; error: PublicError }
