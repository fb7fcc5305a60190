/**
 * The addresses in text that was typed or pasted, separated as people separate them: by commas, semicolons, spaces or new lines,
 * names left away (`"Lovelace, Ada" <ada@example.com>`). What is no address comes back as it is, to be refused by itself. Takes
 * time in proportion to the text: it reads what anybody sends.
 */
export function splitAddresses(text: string): string[] {
  return splitOutsideQuotes(text).flatMap(addressesOfPiece)
}

function splitOutsideQuotes(text: string): string[] {
  const pieces: string[] = []
  let start = 0
  let isQuoted = false
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? ''
    if (character === '"') isQuoted = !isQuoted
    // A quote that is never closed ends with its line.
    if (character !== '\n' && (isQuoted || !',;'.includes(character))) continue
    pieces.push(text.slice(start, index))
    start = index + 1
    isQuoted = false
  }
  return [...pieces, text.slice(start)]
}

/** `Name <address>`, several of them, or bare addresses with spaces between. */
function addressesOfPiece(piece: string): string[] {
  const addresses: string[] = []
  let rest = piece
  for (;;) {
    const open = rest.indexOf('<')
    const close = rest.indexOf('>', open)
    if (open < 0 || close < 0) break
    addresses.push(rest.slice(open + 1, close).trim())
    rest = rest.slice(close + 1)
  }
  return [...addresses, ...rest.split(/\s/)].filter((address) => address !== '')
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
