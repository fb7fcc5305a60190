/** Rows under headings as people read them in a terminal, in columns; `none` where there are no rows. */
export function tableOf<Row>(
  rows: readonly Row[],
  columns: Readonly<Record<string, (row: Row) => string | null>>,
  none: string,
): string {
  if (rows.length === 0) return none
  const lines = [
    Object.keys(columns),
    ...rows.map((row) => Object.values(columns).map((cell) => plain(cell(row) ?? '–'))),
  ]
  const widths = Object.keys(columns).map((_, index) =>
    Math.max(...lines.map((line) => line[index]?.length ?? 0)),
  )
  return lines
    .map((line) =>
      line
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

// What people call things must not move the cursor, nor begin another line.
function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
}
