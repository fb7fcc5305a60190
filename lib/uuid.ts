import { z } from 'zod'

/** An id as the database writes it: whatever its case was, so that ids compare as text. */
export function uuid(error?: string) {
  return z.uuid(error === undefined ? undefined : { error }).overwrite((id) => id.toLowerCase())
}

const id = uuid()

/** Whether a text is an id, whatever its case. */
export function isUuid(text: string): boolean {
  return id.safeParse(text).success
}
