// One address, possibly behind a name: `"Lovelace, Ada" <ada@example.com>`, `Ada <ada@example.com>`, ada@example.com.
const addressPattern = /(?:"[^"\n]*"|[^,;<>\n"]*)\s*<[^<>\n]*>|[^\s,;<>]+/g

/**
 * The addresses in text that was typed or pasted, separated by commas, semicolons, spaces or new lines, names left away. What is
 * no address comes back as it is, to be refused by itself.
 */
export function splitAddresses(text: string): string[] {
  return [...text.matchAll(addressPattern)]
    .map(([match]) => bareAddress(match))
    .filter((address) => address !== '')
}

/** The address of `Name <address>`; anything else is returned trimmed. */
export function bareAddress(text: string): string {
  return (/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text).trim()
}

/**
 * The addresses in the rows of a CSV file: the column that is called email, or else in each row the first cell with an @. A row
 * without one gives its first filled cell, to be refused by itself; empty rows give nothing.
 */
export function addressesOfRows(rows: string[][]): string[] {
  const [first = []] = rows
  const column = first.findIndex((cell) => /^e-?mail(?:[ _-]?address)?$/i.test(cell.trim()))
  const body = column >= 0 ? rows.slice(1) : rows
  return body.flatMap((row) => {
    const cell =
      column >= 0
        ? row[column]
        : (row.find((text) => text.includes('@')) ?? row.find((text) => text.trim() !== ''))
    return cell && cell.trim() !== '' ? [bareAddress(cell)] : []
  })
}
