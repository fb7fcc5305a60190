import type { Run } from './load'

export type Row = { title: string; product: Run; bare: Run }

const heading = ['', 'Roster, req/s', 'p95, ms', 'bare, req/s', 'p95, ms', 'Roster ÷ bare']

/** The product beside the bare handler. */
export function tableOf(rows: Row[]): string {
  const body = rows.map(({ title, product, bare }) => [
    title,
    rate(product.requestsPerSecond),
    product.p95.toFixed(1),
    rate(bare.requestsPerSecond),
    bare.p95.toFixed(1),
    (product.requestsPerSecond / bare.requestsPerSecond).toPrecision(2),
  ])
  return markdownTable(heading, body)
}

/** A table as Markdown whose columns line up, so that it reads well in a terminal too. All columns but the first are numbers. */
export function markdownTable(names: string[], body: string[][]): string {
  const widths = names.map((_, column) =>
    Math.max(...[names, ...body].map((cells) => (cells[column] ?? '').length), 4),
  )
  const ruler = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  )
  return [names, ruler, ...body].map((cells) => lineOf(cells, widths)).join('\n')
}

function lineOf(cells: string[], widths: number[]): string {
  const padded = cells.map((cell, column) => {
    const width = widths[column] ?? 0
    return column === 0 ? cell.padEnd(width) : cell.padStart(width)
  })
  return `| ${padded.join(' | ')} |`
}

function rate(perSecond: number): string {
  return perSecond.toLocaleString('en', { maximumSignificantDigits: 3 })
}
