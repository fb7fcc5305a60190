import { z } from 'zod'
import { uuid } from '@/lib/uuid'

/** What everything of the wire format has. Reading or using a thing never changes `updated`. */
export const baseView = {
  id: z.uuid(),
  created: z.iso.datetime(),
  updated: z.iso.datetime(),
}

/** The same of a row. */
export function baseOf({ id, createdAt, updatedAt }: { id: string; createdAt: Date; updatedAt: Date }) {
  return { id, created: createdAt.toISOString(), updated: updatedAt.toISOString() }
}

const namedAtMost = 200

/** One criterion of a filter, `{"any_": […]}`. Left out or null it narrows nothing, and so does a null `any_`. */
export function anyOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ any_: z.array(item).max(namedAtMost).nullish() }).nullish()
}

/** The values of a criterion; null where it narrows nothing. */
export function valuesOf<Value>(criterion: { any_?: Value[] | null | undefined } | null | undefined) {
  return criterion?.any_ ?? null
}

/** What a filter compares names with; no text of the database holds a NUL. */
export const filterText = z
  .string()
  .max(1_000)
  .regex(/^[^\0]*$/, { error: 'Remove the control characters.' })

/** Which part of a list a filter asks for. `sort` is taken and does nothing: each list has one order. */
export const pageFields = {
  limit: z.int().min(1).max(1_000).default(200),
  offset: z.int().min(0).max(1_000_000).default(0),
  sort: z.string().max(100).nullish(),
}
export type PageAsked = { limit: number; offset: number }

/** An array of some, or one of them by itself. */
export function oneOrMany<Item extends z.ZodType>(item: Item) {
  return z.union([z.array(item).min(1).max(namedAtMost), item.transform((one) => [one])])
}

export const accountParams = z.object({ accountId: uuid() })
