import { Prisma } from '@/lib/db/generated/client'
import { containsPattern } from '@/lib/db/like'
import { isUuid } from '@/lib/uuid'
import type { AttributeDefinition, Resolved } from './definitions'
import type { Comparison, Condition } from './filter'
import { badRequest } from './refusals'

// Every filter becomes SQL: the common ones by columns with an index, the rest over the attributes that were given, which are JSON in the
// shape of their definitions. What these read is bounded by the account, and by the time that a statement is given.

/** What a value is compared as. */
export type Operand =
  | { kind: 'text'; sql: Prisma.Sql; isExact: boolean }
  | { kind: 'boolean'; sql: Prisma.Sql }
  | { kind: 'time'; sql: Prisma.Sql }
  | { kind: 'uuid'; sql: Prisma.Sql }

/** How a resource's own attributes are found in its row; null for one that is among the attributes that were given. */
export type Places = {
  /** The JSON of the attributes that were given. */
  attributes: Prisma.Sql
  operand: (of: Resolved) => Operand | null
  /** A condition that is asked of other rows, such as of members; null for all others. */
  related: (condition: Extract<Condition<Resolved>, { of: Resolved }>) => Prisma.Sql | null
}

/** Whether a resource's row fulfils a condition. */
export function conditionSql(condition: Condition<Resolved>, places: Places): Prisma.Sql {
  switch (condition.op) {
    case 'and':
    case 'or':
      return joined(
        condition.op,
        condition.all.map((one) => conditionSql(one, places)),
      )
    case 'not':
      return Prisma.sql`(NOT ${conditionSql(condition.one, places)})`
    default:
      return places.related(condition) ?? ownSql(condition, places)
  }
}

/** The text by which resources are sorted; absent ones come as the empty text. */
export function sortKey(of: Resolved, places: Places): Prisma.Sql {
  const operand = places.operand(of)
  if (operand?.kind === 'text') return Prisma.sql`lower(coalesce(${operand.sql}, '')) COLLATE "C"`
  if (operand) return operand.sql
  const { attribute, sub } = of
  const json = jsonOf(of, places)
  const part = sub?.name ?? 'value'
  if (attribute.isMultiple) {
    const first = Prisma.sql`jsonb_path_query_first(coalesce(${json}, '[]'), '$[*] ? (@.primary == true)')`
    return lowered(Prisma.sql`coalesce(${first}, ${json} -> 0) ->> ${part}::text`)
  }
  return lowered(attribute.kind === 'complex' ? Prisma.sql`${json} ->> ${part}::text` : asText(json))
}

/** Compares an operand with a value as RFC 7644, table 3 has it. */
export function compareSql(operand: Operand, op: Comparison, value: string | boolean | null): Prisma.Sql {
  if (op === 'ne') return Prisma.sql`(NOT ${compareSql(operand, 'eq', value)})`
  if (value === null) {
    if (op !== 'eq') throw unsupported('null', op)
    return Prisma.sql`(${operand.sql} IS NULL)`
  }
  switch (operand.kind) {
    case 'boolean':
      return compareBoolean(operand.sql, op, value)
    case 'time':
      return compareTime(operand.sql, op, value)
    case 'uuid':
      return compareUuid(operand.sql, op, value)
    case 'text':
      return compareText(operand, op, String(value))
  }
}

function ownSql(condition: Extract<Condition<Resolved>, { of: Resolved }>, places: Places): Prisma.Sql {
  const { of } = condition
  const operand = places.operand(of)
  if (operand) {
    if (condition.op === 'any') throw unsupported(of.attribute.name, 'brackets')
    if (condition.op === 'pr') return presentSql(operand)
    return compareSql(operand, condition.op, condition.value)
  }
  const json = jsonOf(of, places)
  const { attribute, sub } = of
  if (condition.op === 'any') {
    const where = elementSql(condition.where, Prisma.sql`e`)
    return attribute.isMultiple
      ? anyElement(json, where)
      : Prisma.sql`(SELECT coalesce(${where}, false) FROM (SELECT ${json} AS e) one)`
  }
  // Of a complex attribute without a part `value` is meant (RFC 7643, section 2.4); of its presence all of it.
  const part = sub ?? attribute.subs.find(({ name }) => name === 'value') ?? null
  if (condition.op === 'pr' && !sub) return Prisma.sql`(${json} IS NOT NULL)`
  if (attribute.kind === 'complex' && !part) throw unsupported(attribute.name, condition.op)
  if (!part) return plainSql(attribute, json, condition)
  const element = (of: Prisma.Sql) => plainSql(part, Prisma.sql`${of} -> ${part.name}::text`, condition)
  return attribute.isMultiple ? anyElement(json, element(Prisma.sql`e`)) : element(json)
}

function plainSql(
  attribute: AttributeDefinition,
  json: Prisma.Sql,
  condition: { op: 'pr' } | { op: Comparison; value: string | boolean | null },
): Prisma.Sql {
  if (condition.op === 'pr') return Prisma.sql`((${json}) IS NOT NULL)`
  const operand: Operand =
    attribute.kind === 'boolean'
      ? { kind: 'boolean', sql: Prisma.sql`(${asText(json)})::boolean` }
      : { kind: 'text', sql: Prisma.sql`(${asText(json)})`, isExact: attribute.isExact }
  return compareSql(operand, condition.op, condition.value)
}

function elementSql(condition: Condition<AttributeDefinition>, element: Prisma.Sql): Prisma.Sql {
  switch (condition.op) {
    case 'and':
    case 'or':
      return joined(
        condition.op,
        condition.all.map((one) => elementSql(one, element)),
      )
    case 'not':
      return Prisma.sql`(NOT ${elementSql(condition.one, element)})`
    case 'any':
      throw unsupported(condition.of.attribute.name, 'brackets')
    default:
      return plainSql(condition.of, Prisma.sql`${element} -> ${condition.of.name}::text`, condition)
  }
}

function anyElement(json: Prisma.Sql, where: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT FROM jsonb_array_elements(coalesce(${json}, '[]')) e WHERE ${where})`
}

function jsonOf({ extension, attribute }: Resolved, { attributes }: Places): Prisma.Sql {
  const own = extension ? Prisma.sql`${attributes} -> ${extension}::text` : attributes
  return Prisma.sql`(${own} -> ${attribute.name}::text)`
}

// The text of a JSON scalar, without quotes.
function asText(json: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(${json}) #>> '{}'`
}

function lowered(text: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`lower(coalesce(${text}, '')) COLLATE "C"`
}

function presentSql({ kind, sql }: Operand): Prisma.Sql {
  return kind === 'text' ? Prisma.sql`(coalesce(${sql}, '') <> '')` : Prisma.sql`(${sql} IS NOT NULL)`
}

type Compared = Exclude<Comparison, 'ne'>

const ordering = { gt: Prisma.raw('>'), ge: Prisma.raw('>='), lt: Prisma.raw('<'), le: Prisma.raw('<=') }

function isOrdering(op: Compared): op is keyof typeof ordering {
  return op in ordering
}

function compareText(
  { sql, isExact }: Extract<Operand, { kind: 'text' }>,
  op: Compared,
  value: string,
): Prisma.Sql {
  const [held, wanted] = isExact
    ? [sql, Prisma.sql`${value}::text`]
    : [Prisma.sql`lower(${sql})`, Prisma.sql`lower(${value}::text)`]
  const like = (pattern: string) => {
    const text = isExact ? Prisma.sql`${pattern}::text` : Prisma.sql`lower(${pattern}::text)`
    return known(held, Prisma.sql`${held} LIKE ${text}`)
  }
  const contains = containsPattern(value)
  switch (op) {
    case 'eq':
      return known(held, Prisma.sql`${held} = ${wanted}`)
    case 'co':
      return like(contains)
    case 'sw':
      return like(contains.slice(1))
    case 'ew':
      return like(contains.slice(0, -1))
    default:
      return known(held, Prisma.sql`(${held}) COLLATE "C" ${ordering[op]} ${wanted}`)
  }
}

function compareBoolean(sql: Prisma.Sql, op: Compared, value: string | boolean): Prisma.Sql {
  const wanted = typeof value === 'boolean' ? value : { true: true, false: false }[value.toLowerCase()]
  if (op !== 'eq' || wanted === undefined) throw unsupported('true or false', op)
  return known(sql, Prisma.sql`${sql} = ${wanted}`)
}

function compareTime(sql: Prisma.Sql, op: Compared, value: string | boolean): Prisma.Sql {
  const time = new Date(String(value))
  if (Number.isNaN(time.getTime()))
    throw badRequest('invalid_filter', `${String(value).slice(0, 40)} is no time.`)
  if (op === 'eq') return known(sql, Prisma.sql`${sql} = ${time}`)
  if (!isOrdering(op)) throw unsupported('a time', op)
  return known(sql, Prisma.sql`${sql} ${ordering[op]} ${time}`)
}

// What is no id is nobody's.
function compareUuid(sql: Prisma.Sql, op: Compared, value: string | boolean): Prisma.Sql {
  if (op !== 'eq')
    return compareText({ kind: 'text', sql: Prisma.sql`(${sql})::text`, isExact: true }, op, String(value))
  return isUuid(String(value)) ? known(sql, Prisma.sql`${sql} = ${String(value)}::uuid`) : Prisma.sql`false`
}

// What is not there fulfils no comparison, and so each negation of one: never unknown. An index can be asked in this form.
function known(held: Prisma.Sql, comparison: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`((${held}) IS NOT NULL AND ${comparison})`
}

function joined(op: 'and' | 'or', conditions: Prisma.Sql[]): Prisma.Sql {
  return Prisma.sql`(${Prisma.join(conditions, op === 'and' ? ' AND ' : ' OR ')})`
}

function unsupported(what: string, op: string) {
  return badRequest('invalid_filter', `${what} is not compared by ${op}.`)
}
