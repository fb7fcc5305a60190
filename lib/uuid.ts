import { z } from 'zod'

/** An id as the database writes it: whatever its case was, so that ids compare as text. */
export function uuid(error?: string) {
  return z.uuid(error === undefined ? undefined : { error }).overwrite((id) => id.toLowerCase())
}
