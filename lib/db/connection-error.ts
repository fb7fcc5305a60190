/**
 * One sentence for a failed connection: where the database was looked for, what happened and what to do.
 * Takes what `pg` threw and the URL that was used; never repeats the password.
 */
export function explainConnectionError(error: unknown, databaseUrl: string): string {
  const place = describePlace(databaseUrl)
  const code = errorCode(error)
  const message = error instanceof Error && error.message ? error.message : String(code)
  switch (code) {
    case 'ECONNREFUSED':
      return `No database answers at ${place} (connection refused); start it or correct DATABASE_URL.`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The database host of ${place} cannot be found; check the name in DATABASE_URL.`
    case 'ENOENT':
      return `There is no database socket at ${place}; start the database or correct DATABASE_URL.`
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `The database at ${place} cannot be reached (${code}); check the network or correct DATABASE_URL.`
    case '28P01':
    case '28000':
      return `The database at ${place} refused the user or the password in DATABASE_URL (${message}).`
    case '3D000':
      return `The server of ${place} has no database of that name; create it or correct DATABASE_URL.`
    default:
      return `The database at ${place} cannot be used: ${message}`
  }
}

function describePlace(databaseUrl: string): string {
  if (!URL.canParse(databaseUrl)) return 'the address in DATABASE_URL, which is not a valid URL'
  const url = new URL(databaseUrl)
  const host = url.searchParams.get('host') ?? (url.hostname || 'localhost')
  return host.startsWith('/') ? host : `${host}:${url.port || '5432'}${url.pathname}`
}

function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  if ('code' in error && typeof error.code === 'string') return error.code
  // "localhost" has two addresses; the reason is then inside.
  if (error instanceof AggregateError) return errorCode(error.errors[0])
  const isTimeout = error instanceof Error && /timeout/i.test(error.message)
  return isTimeout ? 'ETIMEDOUT' : undefined
}
