import { stringify } from 'csv-stringify/sync'

/** Lines of a CSV file (RFC 4180); what a spreadsheet would take for a formula is kept from being one. */
export function toCsv(lines: readonly (readonly string[])[]): string {
  return stringify([...lines], { escape_formulas: true, record_delimiter: 'windows' })
}
