/** What is selected of a list that was asked for by `scope`, by id, in the order of selecting. */
export type SelectedRows<Row> = { scope: string; rows: ReadonlyMap<string, Row> }

type Change<Row> = { scope: string; added: readonly (readonly [string, Row])[]; limit: number }

/** With more rows, up to the limit; unchanged where they come too late, for a list that is no longer shown. */
export function withRows<Row>(
  selected: SelectedRows<Row>,
  { scope, added, limit }: Change<Row>,
): SelectedRows<Row> {
  if (selected.scope !== scope) return selected
  const all = new Map([...selected.rows, ...added])
  return { scope, rows: new Map([...all].slice(0, limit)) }
}

export function withoutRows<Row>(selected: SelectedRows<Row>, ids: readonly string[]): SelectedRows<Row> {
  const left = new Map(selected.rows)
  for (const id of ids) left.delete(id)
  return { ...selected, rows: left }
}

/** The ids from one to the other, whichever comes first, both included; only `to` where `from` is not among them. */
export function idsBetween(ids: readonly string[], from: string | null, to: string): string[] {
  const start = from === null ? -1 : ids.indexOf(from)
  const end = ids.indexOf(to)
  if (start === -1 || end === -1) return [to]
  return ids.slice(Math.min(start, end), Math.max(start, end) + 1)
}
