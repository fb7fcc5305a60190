import type { ActionResult } from '@/lib/errors'

/**
 * Begins at a provider and leaves for it; returns why it could not be begun, or null while the browser goes. By an address and never by a
 * form: the content security policy lets forms go nowhere else.
 */
export async function goToProvider(
  start: () => Promise<ActionResult<{ url: string }>>,
): Promise<string | null> {
  const result = await start().catch(() => null)
  if (result === null) return 'The server could not be reached. Check the connection and try again.'
  if (!result.ok) return result.error.message
  window.location.assign(result.data.url)
  return null
}
