import { z } from 'zod'
import { searchText } from '@/lib/text'
import { boundsOf } from '@/lib/time-filter'
import { timeFilter } from '@/lib/time-filter-schema'
import { uuid } from '@/lib/uuid'
import { auditAction, eventKindsAtMost } from './event-kinds'

// What a database and a text of four digits both have, wherever the clock hangs.
const firstMoment = new Date('0001-01-01T00:00:00Z')
const lastMoment = new Date('9999-12-31T23:59:59.999Z')

const moment = z.iso
  .datetime({ offset: true, error: 'Give a date and time, such as 2026-12-31T23:59:59Z.' })
  .transform((text) => new Date(text))
  .refine((date) => date >= firstMoment && date <= lastMoment, {
    error: 'There is no such date, or none in the years 1 to 9999 (UTC).',
  })
  .optional()

/** A comma-separated list of actions. */
const actions = z
  .string()
  .transform((text) => [...new Set(text.split(',').filter((action) => action !== ''))])
  .pipe(
    z
      .array(auditAction)
      .max(eventKindsAtMost, { error: `Choose at most ${eventKindsAtMost} kinds of event.` }),
  )

/**
 * What narrows the audit log, in every door alike. `time` is a time as `timeFilter` reads it, `since` and `until` are RFC 3339 with a zone,
 * from the one on and before the other; `actor` is the id of a user or a service account; `event` names actions; `object` is the thing it
 * is about, `role:ID`, as `object_table` and `object_id` of an event; `workspace` is a workspace's id; `search` matches sentences that have
 * each of its words, whatever their case.
 */
export const auditFilter = z.object({
  search: searchText,
  time: timeFilter.optional(),
  since: moment,
  until: moment,
  actor: uuid('Somebody is named by their id.').optional(),
  event: actions.optional(),
  object: z
    .string()
    .regex(/^[a-z_]{1,40}:[^\0]{1,200}$/, { error: 'Name a thing by its kind and its id, such as role:ID.' })
    .overwrite((text) => text.replace(/[\da-f-]{36}$/i, (id) => id.toLowerCase()))
    .optional(),
  workspace: uuid('A workspace is named by its id.').optional(),
})
export type AuditFilter = z.output<typeof auditFilter>

/** A filter as it is looked for; what is null or empty narrows nothing. */
export type LogFilter = {
  /** From this moment on. */
  since: Date | null
  before: Date | null
  actor: string | null
  actions: readonly string[]
  object: { table: string; id: string } | null
  workspace: string | null
  words: readonly string[]
}

/** What narrows nothing. */
export const everything: LogFilter = {
  since: null,
  before: null,
  actor: null,
  actions: [],
  object: null,
  workspace: null,
  words: [],
}

/** What a filter stands for at a moment. */
export function logFilterOf(filter: AuditFilter, now: Date): LogFilter {
  const within = filter.time ? boundsOf(filter.time, now) : { since: null, before: null }
  const [table = '', ...id] = (filter.object ?? '').split(':')
  return {
    since: latest(within.since, filter.since ?? null),
    // The day after the last one would be of the year 10000.
    before: earliest(within.before && earliest(within.before, lastMoment), filter.until ?? null),
    actor: filter.actor ?? null,
    actions: filter.event ?? [],
    object: filter.object ? { table, id: id.join(':') } : null,
    workspace: filter.workspace ?? null,
    words: filter.search.split(/\s+/).filter((word) => word !== ''),
  }
}

/** Whether nothing but a time narrows it: then the log is read in the order of time. */
export function isOfTimeAlone({ actor, actions: events, object, workspace, words }: LogFilter): boolean {
  return actor === null && events.length === 0 && object === null && workspace === null && words.length === 0
}

/** Whether one index leads to exactly what is looked for, whatever there is of it. */
export function isReadFromOneIndex(filter: LogFilter): boolean {
  const { actor, actions: events, object, workspace, words } = filter
  const others = [actor !== null, events.length > 0, object !== null, workspace !== null]
  return words.length === 0 && others.filter(Boolean).length <= 1
}

function latest(one: Date | null, other: Date | null): Date | null {
  return one && other ? new Date(Math.max(one.getTime(), other.getTime())) : (one ?? other)
}

function earliest(one: Date | null, other: Date | null): Date | null {
  return one && other ? new Date(Math.min(one.getTime(), other.getTime())) : (one ?? other)
}
