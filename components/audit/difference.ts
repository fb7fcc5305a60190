type Info = Readonly<Record<string, unknown>>

/** What became of one field: another value, or a list with some more and some less. */
export type Change =
  | { kind: 'value'; name: string; before: unknown; after: unknown }
  | { kind: 'list'; name: string; added: readonly unknown[]; removed: readonly unknown[] }

export type ReadInfo = {
  changes: Change[]
  /** What else the event says, by name. */
  facts: { name: string; value: unknown }[]
  /** The name of the key with which it was done, or null. */
  apiKey: string | null
}

/**
 * What the `info` of an event says: `before` and `after` field by field, of which those that stayed the same are left out; a field of
 * `{added, removed}` as a list; the rest as it is. What is missing on one side is undefined: the thing was made, or is gone.
 */
export function readInfo(info: Info): ReadInfo {
  const { before, after, by_api_key: apiKey, ...rest } = info
  const lists = Object.entries(rest).flatMap(([name, value]) => listChangeOf(name, value))
  const key = objectOf(apiKey)['name']
  return {
    changes: [
      ...changesBetween(objectOf(before), objectOf(after)),
      ...lists.filter(({ added, removed }) => added.length + removed.length > 0),
    ],
    facts: Object.entries(rest)
      .filter(([name, value]) => !lists.some((list) => list.name === name) && value !== null && value !== '')
      .map(([name, value]) => ({ name, value })),
    apiKey: typeof key === 'string' ? key : null,
  }
}

function changesBetween(before: Info, after: Info): Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names
    .filter((name) => !isIdOfNamed(name, names))
    .flatMap((name) => changeOf(name, before[name], after[name]))
}

function changeOf(name: string, before: unknown, after: unknown): Change[] {
  if (textOf(before) === textOf(after)) return []
  if (!isListOrNothing(before) || !isListOrNothing(after)) return [{ kind: 'value', name, before, after }]
  const [former, current] = [before ?? [], after ?? []]
  const isIn = (list: readonly unknown[]) => {
    const texts = new Set(list.map(textOf))
    return (item: unknown) => texts.has(textOf(item))
  }
  const [wasThere, isThere] = [isIn(former), isIn(current)]
  const added = current.filter((item) => !wasThere(item))
  const removed = former.filter((item) => !isThere(item))
  // The same ones in another order.
  if (added.length === 0 && removed.length === 0)
    return former.length === 0 ? [] : [{ kind: 'value', name, before, after }]
  return [{ kind: 'list', name, added, removed }]
}

function listChangeOf(name: string, value: unknown): (Change & { kind: 'list' })[] {
  const { added, removed } = objectOf(value)
  return Array.isArray(added) && Array.isArray(removed) ? [{ kind: 'list', name, added, removed }] : []
}

// The id of what is named beside it says nothing more to people.
function isIdOfNamed(name: string, names: readonly string[]): boolean {
  return name.endsWith('_id') && names.includes(name.slice(0, -3))
}

function isListOrNothing(value: unknown): value is readonly unknown[] | undefined {
  return value === undefined || Array.isArray(value)
}

function objectOf(value: unknown): Info {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {}
}

function textOf(value: unknown): string | undefined {
  return JSON.stringify(value)
}

const shortWords: Readonly<Record<string, string>> = { id: 'ID', ip: 'IP', api: 'API' }

/** The name of a field as people write it: "Default role", "IP address", "Ended sessions". */
export function nameText(name: string): string {
  const words = name
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split('_')
    .filter((word, index) => !(index === 0 && word === 'is'))
    .map((word) => shortWords[word] ?? word)
  const text = words.join(' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** A value in one line, as people write it. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'string') return value || 'Empty'
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (Array.isArray(value)) return value.length === 0 ? 'None' : value.map(valueText).join(', ')
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, one]) => `${nameText(name)}: ${valueText(one)}`)
      .join(', ')
  return JSON.stringify(value)
}

/** Whether a value is a time as events write it. */
export function isTime(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/.test(value)
}
