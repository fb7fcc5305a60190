import { Prisma } from '@/lib/db/generated/client'
import { containsPattern } from '@/lib/db/like'
import {
  anyId,
  anyText,
  anyType,
  identified,
  isNull,
  named,
  noText,
  noType,
  related,
  relatedName,
  tagged,
  together,
  within,
  type Condition,
  type Texts,
} from './conditions-store'
import { asksAnything } from './criteria'
import type {
  AbsentFilter,
  FlowRunsCriteria,
  FlowRunsFilter,
  FlowsCriteria,
  FlowsFilter,
  LogsFilter,
  TaskRunsCriteria,
  TaskRunsFilter,
} from './filter'
import { isLateRun } from '../row-store'
import { lateName, stateNames } from '../states'
import { parseTextSearch } from './text-search'

// Filters as conditions, every value of them a parameter. `f` is a flow, `r` a run, `t` a task run, `l` a line of a log.

const column = (name: string): Prisma.Sql => Prisma.raw(name)
const nothing = Prisma.sql`FALSE`
const everything = Prisma.sql`TRUE`

/** The flows `f` that criteria leave: those with a run that the criteria of runs leave, where there are any. */
export function flowsWhere(criteria: FlowsCriteria, now: Date): Prisma.Sql {
  const ofRun = together([
    flowRunConditions(criteria.flow_runs, now),
    taskRunOfRun(criteria.task_runs),
    ...absent(criteria),
  ])
  const hasRun =
    ofRun &&
    Prisma.sql`EXISTS (SELECT FROM flow_run r WHERE r.workspace_id = f.workspace_id AND r.flow_id = f.id AND ${ofRun})`
  return together([flowConditions(criteria.flows), hasRun]) ?? everything
}

/** The runs `r` of flows `f` that criteria leave. */
export function flowRunsWhere(
  criteria: FlowRunsCriteria & { work_queues?: AbsentFilter },
  now: Date,
): Prisma.Sql {
  const conditions = [
    flowConditions(criteria.flows),
    flowRunConditions(criteria.flow_runs, now),
    taskRunOfRun(criteria.task_runs),
    ...absent(criteria),
    absentCondition(criteria.work_pool_queues),
    absentCondition(criteria.work_queues),
  ]
  return together(conditions) ?? everything
}

/** The task runs `t` that criteria leave. */
export function taskRunsWhere(criteria: TaskRunsCriteria, now: Date): Prisma.Sql {
  const ofRun = together([
    flowConditions(criteria.flows),
    flowRunConditions(criteria.flow_runs, now),
    absentCondition(criteria.deployments),
  ])
  const hasRun =
    ofRun &&
    Prisma.sql`EXISTS (
      SELECT FROM flow_run r JOIN flow f ON f.workspace_id = r.workspace_id AND f.id = r.flow_id
      WHERE r.workspace_id = t.workspace_id AND r.id = t.flow_run_id AND ${ofRun})`
  return together([taskRunConditions(criteria.task_runs), hasRun]) ?? everything
}

/** The lines `l` that a filter leaves. */
export function logsWhere(filter: LogsFilter): Prisma.Sql {
  if (!filter) return everything
  const { level, timestamp, flow_run_id, task_run_id, text } = filter
  const conditions = [
    anyId(column('l.flow_run_id'), flow_run_id?.any_),
    level?.ge_ === undefined ? null : Prisma.sql`l.level >= ${level.ge_}::bigint`,
    level?.le_ === undefined ? null : Prisma.sql`l.level <= ${level.le_}::bigint`,
    within(column('l.timestamp'), timestamp),
    related(column('l.task_run_id'), task_run_id),
    text ? textCondition(text.query) : null,
  ]
  return together(conditions, filter.operator) ?? everything
}

/** What a filter of flows asks of `f`; null where it asks nothing. */
export function flowConditions(filter: FlowsFilter): Condition {
  if (!filter) return null
  const { id, name, tags, deployment } = filter
  const conditions = [
    identified(column('f.id'), id),
    named(column('f.name'), name),
    tagged(column('f.tags'), tags),
    isNull(Prisma.sql`NULL::uuid`, deployment?.is_null_),
  ]
  return together(conditions, filter.operator)
}

function flowRunConditions(filter: FlowRunsFilter, now: Date): Condition {
  if (!filter) return null
  const conditions = [
    ...flowRunIdentities(filter),
    stateCondition(filter.state, column('r.state_type'), (names) => shownAs(names, now)),
    tagged(column('r.tags'), filter.tags),
    // What has not begun is where it was expected to.
    together([
      within(Prisma.sql`coalesce(r.start_time, r.expected_start_time)`, filter.start_time),
      isNull(column('r.start_time'), filter.start_time?.is_null_),
    ]),
    together([
      within(column('r.end_time'), filter.end_time),
      isNull(column('r.end_time'), filter.end_time?.is_null_),
    ]),
    within(column('r.expected_start_time'), filter.expected_start_time),
    within(column('r.next_scheduled_start_time'), filter.next_scheduled_start_time),
    creatorCondition(filter.created_by),
  ]
  return together(conditions, filter.operator)
}

function flowRunIdentities(filter: NonNullable<FlowRunsFilter>): Condition[] {
  const { id, name, flow_version, idempotency_key, parent_flow_run_id, parent_task_run_id } = filter
  const ofParent = anyId(column('p.flow_run_id'), parent_flow_run_id?.any_)
  return [
    identified(column('r.id'), id),
    named(column('r.name'), name),
    anyText(column('r.flow_version'), flow_version?.any_),
    together([
      anyText(column('r.idempotency_key'), idempotency_key?.any_),
      noText(column('r.idempotency_key'), idempotency_key?.not_any_),
    ]),
    related(column('r.parent_task_run_id'), parent_task_run_id),
    ofParent &&
      Prisma.sql`EXISTS (
        SELECT FROM task_run p JOIN flow_run pr ON pr.workspace_id = p.workspace_id AND pr.id = p.flow_run_id
        JOIN flow pf ON pf.workspace_id = pr.workspace_id AND pf.id = pr.flow_id
        WHERE p.workspace_id = r.workspace_id AND p.id = r.parent_task_run_id AND ${ofParent})`,
    related(Prisma.sql`NULL::uuid`, filter.deployment_id),
    relatedName(Prisma.sql`NULL::text`, filter.work_queue_name),
  ]
}

function taskRunConditions(filter: TaskRunsFilter): Condition {
  if (!filter) return null
  const { id, name, tags, state, flow_run_id, subflow_runs } = filter
  const hasSubflow = Prisma.sql`EXISTS (
    SELECT FROM flow_run c JOIN flow cf ON cf.workspace_id = c.workspace_id AND cf.id = c.flow_id
    WHERE c.workspace_id = t.workspace_id AND c.parent_task_run_id = t.id)`
  const conditions = [
    identified(column('t.id'), id),
    named(column('t.name'), name),
    tagged(column('t.tags'), tags),
    stateCondition(state, column('t.state_type'), (names) => anyText(column('t.state_name'), names)),
    related(column('t.flow_run_id'), flow_run_id),
    subflow_runs?.exists_ === undefined ? null : Prisma.sql`${hasSubflow} = ${subflow_runs.exists_}`,
  ]
  return together(conditions, filter.operator)
}

function taskRunOfRun(filter: TaskRunsFilter): Condition {
  const conditions = taskRunConditions(filter)
  return (
    conditions &&
    Prisma.sql`EXISTS (SELECT FROM task_run t WHERE t.workspace_id = r.workspace_id AND t.flow_run_id = r.id AND ${conditions})`
  )
}

function absent({
  deployments,
  work_pools,
}: {
  deployments?: AbsentFilter
  work_pools?: AbsentFilter
}): Condition[] {
  return [absentCondition(deployments), absentCondition(work_pools)]
}

/** Of what there is none, nothing fits a criterion. */
function absentCondition(filter: AbsentFilter): Condition {
  return asksAnything(filter) ? nothing : null
}

function stateCondition(
  state: NonNullable<FlowRunsFilter>['state'],
  typeOf: Prisma.Sql,
  isNamed: (names: Texts) => Condition,
): Condition {
  if (!state) return null
  const { type, name, operator } = state
  const isNot = name?.not_any_?.length ? isNamed(name.not_any_) : null
  const conditions = [
    together([anyType(typeOf, type?.any_), noType(typeOf, type?.not_any_)]),
    together([isNamed(name?.any_), isNot && Prisma.sql`NOT ${isNot}`]),
  ]
  return together(conditions, operator)
}

// By what is written rather than by the name that is shown, as far as that is the same: written names have an index.
function shownAs(names: Texts, now: Date): Condition {
  if (!names) return null
  const written = names.filter((name) => name !== stateNames.SCHEDULED)
  const conditions = [
    written.length > 0 || names.length === 0 ? anyText(column('r.state_name'), written) : null,
    names.includes(lateName) ? isLateRun(now) : null,
    names.includes(stateNames.SCHEDULED)
      ? Prisma.sql`(r.state_name = ${stateNames.SCHEDULED} AND ${isLateRun(now)} IS NOT TRUE)`
      : null,
  ]
  return together(conditions, 'or_')
}

/** The name that `shownStateName` gives the state of `r`. */
export function shownName(now: Date): Prisma.Sql {
  return Prisma.sql`CASE WHEN ${isLateRun(now)} THEN ${lateName} ELSE r.state_name END`
}

function creatorCondition(filter: NonNullable<FlowRunsFilter>['created_by']): Condition {
  if (!filter) return null
  const conditions = [
    anyId(column('r.created_by_id'), filter.id_),
    anyText(Prisma.sql`r.created_by_kind::text`, filter.type_),
    isNull(column('r.created_by_kind'), filter.is_null_),
  ]
  return together(conditions, filter.operator)
}

function textCondition(query: string): Condition {
  const { included, required, excluded } = parseTextSearch(query)
  const has = (term: string) => Prisma.sql`concat(l.message, ' ', l.name) ILIKE ${containsPattern(term)}`
  return together([
    together(included.map(has), 'or_'),
    ...required.map(has),
    ...excluded.map((term) => Prisma.sql`NOT ${has(term)}`),
  ])
}
