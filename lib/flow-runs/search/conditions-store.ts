import { Prisma } from '@/lib/db/generated/client'
import { containsPattern } from '@/lib/db/like'
import type { FlowRunsFilter, FlowsFilter } from './filter'

// The operators of filters as SQL, every value of them a parameter (runs-wire-format section 5.2).

/** Null restricts nothing. */
export type Condition = Prisma.Sql | null
type Operator = 'and_' | 'or_' | undefined
type TagsFilter = NonNullable<FlowsFilter>['tags']
type RelatedFilter = NonNullable<FlowRunsFilter>['parent_task_run_id']

export function together(conditions: Condition[], operator?: Operator): Condition {
  const restricting = conditions.filter((condition) => condition !== null)
  if (restricting.length === 0) return null
  return Prisma.sql`(${Prisma.join(restricting, operator === 'or_' ? ' OR ' : ' AND ')})`
}

type Ids = string[] | undefined

// One value is compared as one: the index that begins with it then has the order too.
export function anyId(of: Prisma.Sql, ids: Ids): Condition {
  if (!ids) return null
  return ids.length === 1 ? Prisma.sql`${of} = ${ids[0]}::uuid` : Prisma.sql`${of} = ANY(${ids}::uuid[])`
}

/** One of some ids, and none of others. */
export function identified(of: Prisma.Sql, filter: { any_?: Ids; not_any_?: Ids } | undefined): Condition {
  const not = filter?.not_any_
  return together([
    anyId(of, filter?.any_),
    not && not.length > 0 ? Prisma.sql`${of} <> ALL(${not}::uuid[])` : null,
  ])
}

export type Texts = string[] | undefined

export function anyText(of: Prisma.Sql, texts: Texts): Condition {
  if (!texts) return null
  return texts.length === 1 ? Prisma.sql`${of} = ${texts[0]}` : Prisma.sql`${of} = ANY(${texts}::text[])`
}

export function noText(of: Prisma.Sql, texts: Texts): Condition {
  return texts && texts.length > 0 ? Prisma.sql`${of} <> ALL(${texts}::text[])` : null
}

export function isNull(of: Prisma.Sql, expected: boolean | undefined): Condition {
  if (expected === undefined) return null
  return expected ? Prisma.sql`${of} IS NULL` : Prisma.sql`${of} IS NOT NULL`
}

export function named(
  of: Prisma.Sql,
  name: { any_?: string[] | undefined; like_?: string | undefined } | undefined,
): Condition {
  const like = name?.like_ === undefined ? null : Prisma.sql`${of} ILIKE ${containsPattern(name.like_)}`
  return together([anyText(of, name?.any_), like])
}

export function tagged(of: Prisma.Sql, tags: TagsFilter): Condition {
  if (!tags) return null
  const { all_, any_, is_null_, operator } = tags
  const conditions = [
    all_ ? Prisma.sql`${of} @> ${all_}::text[]` : null,
    any_ ? Prisma.sql`${of} && ${any_}::text[]` : null,
    is_null_ === undefined ? null : Prisma.sql`(cardinality(${of}) = 0) = ${is_null_}`,
  ]
  return together(conditions, operator)
}

export function related(of: Prisma.Sql, filter: RelatedFilter): Condition {
  return together([anyId(of, filter?.any_), isNull(of, filter?.is_null_)], filter?.operator)
}

export function relatedName(of: Prisma.Sql, filter: RelatedFilter): Condition {
  return together([anyText(of, filter?.any_), isNull(of, filter?.is_null_)], filter?.operator)
}

type Times = { before_?: string | undefined; after_?: string | undefined } | undefined

/** Both ends belong to it. */
export function within(of: Prisma.Sql, times: Times): Condition {
  return together([
    times?.before_ === undefined ? null : Prisma.sql`${of} <= ${times.before_}::timestamptz`,
    times?.after_ === undefined ? null : Prisma.sql`${of} >= ${times.after_}::timestamptz`,
  ])
}

export function anyType(of: Prisma.Sql, types: string[] | undefined): Condition {
  if (!types) return null
  return types.length === 1
    ? Prisma.sql`${of} = ${types[0]}::"FlowRunStateType"`
    : Prisma.sql`${of} = ANY(${types}::"FlowRunStateType"[])`
}

export function noType(of: Prisma.Sql, types: string[] | undefined): Condition {
  return types && types.length > 0 ? Prisma.sql`${of} <> ALL(${types}::"FlowRunStateType"[])` : null
}
