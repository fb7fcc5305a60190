import type { ActionResult } from '@/lib/errors'
import { countOf } from '@/lib/format'
import type { Noun, Outcome } from '@/lib/outcome'

/** What was done, completing "Ada …" and "25 members …". */
export type Deed = { one: string; many: string }

/** A reason why some were left as they were, with everybody it is the reason for. */
export type RefusalGroup = { message: string; names: string[] }

type Named = { id: string; name: string }

export function changedOf<One extends Outcome>(outcomes: One[]): One[] {
  return outcomes.filter(({ outcome }) => outcome === 'changed')
}

export function refusedOf<One extends Outcome>(outcomes: One[]): One[] {
  return outcomes.filter(({ outcome }) => outcome === 'refused')
}

type Telling<One> = {
  /** What the page knows of those that were named. */
  asked: readonly Named[]
  noun: Noun
  idOf: (outcome: One) => string
}

/** With all names, those too that the server no longer had; a change that was refused for all of them, for one reason, has failed. */
export function toldOf<One extends Outcome>(
  result: ActionResult<{ outcomes: One[] }>,
  { asked, noun, idOf }: Telling<One>,
): ActionResult<{ outcomes: One[] }> {
  if (!result.ok) return result
  const outcomes = withNames(result.data.outcomes, asked, idOf)
  const failure = commonRefusal(outcomes, noun)
  return failure ? { ok: false, error: { code: 'conflict', ...failure } } : { ok: true, data: { outcomes } }
}

/** With the names that the page knows, where the server no longer had one to give: the member is gone, or was not reached. */
export function withNames<One extends Outcome>(
  outcomes: One[],
  known: readonly Named[],
  idOf: (outcome: One) => string,
): One[] {
  const names = new Map(known.map(({ id, name }) => [id, name]))
  return outcomes.map((outcome) =>
    outcome.name === '' ? { ...outcome, name: names.get(idOf(outcome)) ?? 'Somebody' } : outcome,
  )
}

/** How many were changed; null when nobody was because all were refused, which is told elsewhere. */
export function doneText(outcomes: Outcome[], deed: Deed, noun: Noun): string | null {
  const [first, ...more] = changedOf(outcomes)
  if (first)
    return more.length === 0
      ? `${first.name} ${deed.one}.`
      : `${countedAs(noun, more.length + 1)} ${deed.many}.`
  return refusedOf(outcomes).length === outcomes.length ? null : 'Nothing was left to change.'
}

/** The same for a change that was taken back. */
export function undoneText(outcomes: Outcome[], noun: Noun): string | null {
  const refused = refusedOf(outcomes).length
  if (refused === 0) return 'Undone.'
  return refused === outcomes.length
    ? null
    : `Undone for ${outcomes.length - refused} of ${countedAs(noun, outcomes.length)}.`
}

/** Why all of them were refused, where that is one reason; null when somebody was not, or the reasons differ. */
export function commonRefusal(outcomes: Outcome[], noun: Noun): { reason: string; message: string } | null {
  const [first] = outcomes
  const isCommon = ({ outcome, message }: Outcome) => outcome === 'refused' && message === first?.message
  if (!first || !outcomes.every(isCommon)) return null
  const nobody = outcomes.length > 1 ? `None of the ${countedAs(noun, outcomes.length)} was changed. ` : ''
  return { reason: first.reason ?? 'refused', message: nobody + first.message }
}

/** Refused members by reason, the most common first. */
export function refusalGroups(outcomes: Outcome[]): RefusalGroup[] {
  const groups = new Map<string, string[]>()
  for (const { name, message } of refusedOf(outcomes)) {
    const names = groups.get(message)
    if (names) names.push(name)
    else groups.set(message, [name])
  }
  return [...groups]
    .map(([message, names]) => ({ message, names }))
    .toSorted((one, other) => other.names.length - one.names.length)
}

/** "3 members". */
export function countedAs({ one, many }: Noun, count: number): string {
  return countOf(count, one, many)
}
