/** For how many days a key lasts that a command line asked for through the browser. */
export const HANDED_OVER_KEY_DAYS = 30

/** And for how many minutes until the program has said that it has it: a page that is closed in between leaves nothing behind. */
export const WAITING_KEY_MINUTES = 5

/**
 * The program on this computer that asks for a key, by the address it gave (`http://localhost:PORT`); null for any other address: a key
 * must not leave the computer that the person sits at.
 */
export function readCallback(text: string | null): { origin: string } | null {
  if (text === null || !URL.canParse(text)) return null
  const url = new URL(text)
  const isBare = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === ''
  const isHere = url.protocol === 'http:' && ['localhost', '127.0.0.1'].includes(url.hostname)
  return isHere && isBare && url.port !== '' && url.password === '' ? { origin: url.origin } : null
}

/** Gives the program its key; false when it did not take it, because it has ended or waits no longer. */
export async function handOverKey(callback: { origin: string }, key: string): Promise<boolean> {
  return tell(`${callback.origin}/success`, { api_key: key })
}

/** Tells the program that it gets none. */
export async function refuseKey(callback: { origin: string }): Promise<boolean> {
  return tell(`${callback.origin}/failure`, { reason: 'It was refused in the browser.' })
}

async function tell(address: string, body: Record<string, string>): Promise<boolean> {
  try {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(10_000),
    })
    return answer.ok
  } catch {
    return false
  }
}
