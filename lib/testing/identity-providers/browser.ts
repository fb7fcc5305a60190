import { env } from '@/lib/env'
import { askRoute } from '../route-requests'

export type Landing = { url: URL; status: number; text: string }

/** A browser of the tests, with cookies for each provider: it follows redirects and sends the forms that pages send by themselves. */
export type TestBrowser = {
  /** The secret of the cookie that single sign-on is bound to. */
  token: string
  /** Goes somewhere at a provider; returns where it ends up on our own site, or at a page that waits for a person. */
  visit: (url: string) => Promise<Landing>
}

const hopsAtMost = 15

/** A browser whose address nobody else in the tests has. */
export function newTestBrowser(token: string): TestBrowser {
  const jars = new Map<string, Map<string, string>>()
  const headers = {
    'x-roster-client-address': `10.77.${Math.floor(Math.random() * 256)}.${Math.floor(Math.random() * 256)}`,
  }

  async function visit(start: string): Promise<Landing> {
    let next: { url: URL; form?: string } = { url: new URL(start) }
    for (let hop = 0; hop < hopsAtMost; hop += 1) {
      const { url, form } = next
      const isOurs = url.origin === env().BASE_URL
      if (isOurs && !url.pathname.startsWith('/api/')) return { url, status: 200, text: '' }
      const answer = isOurs ? await askOurs(url, form) : await askProvider(url, form)
      const target = answer.location ? { url: new URL(answer.location, url) } : formOf(answer.text)
      if (!target) return { url, status: answer.status, text: answer.text }
      next = target
    }
    throw new Error('the browser was sent around too often')
  }

  async function askOurs(url: URL, form: string | undefined) {
    const method = form === undefined ? 'get' : 'post'
    const address = `${url.pathname}${url.search}`
    const answer = await askRoute({ method }, { address, body: form, headers })
    return { status: answer.status, text: answer.text, location: answer.headers.get('location') }
  }

  async function askProvider(url: URL, form: string | undefined) {
    const jar = jars.get(url.origin) ?? new Map<string, string>()
    jars.set(url.origin, jar)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, {
      redirect: 'manual',
      headers: {
        cookie,
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form === undefined ? {} : { method: 'POST', body: form }),
    })
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      if (value) jar.set(name, value)
      else jar.delete(name)
    }
    return {
      status: response.status,
      text: await response.text(),
      location: response.headers.get('location'),
    }
  }

  return { token, visit }
}

/** The form that a page sends by itself. */
function formOf(html: string): { url: URL; form: string } | null {
  const action = /<form[^>]*action="([^"]+)"/.exec(html)?.[1]
  if (!action) return null
  const inputs = [...html.matchAll(/<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g)]
  const fields = inputs.map(([, name = '', value = '']): [string, string] => [name, unescaped(value)])
  return { url: new URL(unescaped(action)), form: new URLSearchParams(fields).toString() }
}

function unescaped(text: string): string {
  return text
    .replaceAll(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&')
}
