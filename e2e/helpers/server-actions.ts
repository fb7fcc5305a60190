import { readFileSync } from 'node:fs'
import type { APIRequestContext, APIResponse } from '@playwright/test'
import { z } from 'zod'

const manifestFile = z.object({
  node: z.record(
    z.string(),
    z.object({ exportedName: z.string(), workers: z.record(z.string(), z.unknown()) }),
  ),
})

const refusal = z.object({ code: z.string(), reason: z.string().optional(), message: z.string() })
const answer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), data: z.unknown() }),
  z.object({ ok: z.literal(false), error: refusal }),
])
type Answer = z.infer<typeof answer>

/** The build's own list of server actions. A direct request needs the id, which anybody can read in a page's script. */
function readActions(): Map<string, { id: string; page: string }> {
  const manifest = manifestFile.parse(
    JSON.parse(readFileSync('.next/server/server-reference-manifest.json', 'utf8')),
  )
  const actions = Object.entries(manifest.node)
  return new Map(
    actions.map(([id, { exportedName, workers }]) => [
      exportedName,
      { id, page: addressOf(Object.keys(workers)[0] ?? '') },
    ]),
  )
}

/** An address of a page that has the action: app/(console)/organizations/[organization]/page → /organizations/x. */
function addressOf(worker: string): string {
  return (
    worker
      .replace(/^app/, '')
      .replace(/\/page$/, '')
      .replaceAll(/\/\([^)]*\)/g, '')
      .replaceAll(/\[[^\]]*\]/g, 'x') || '/'
  )
}

/** The names of all server actions that the build knows. */
export function listActionNames(): string[] {
  return [...readActions().keys()]
}

/** Sends an action as a browser would, from anywhere: no page, no button. */
export async function postAction(
  request: APIRequestContext,
  name: string,
  input: unknown,
): Promise<APIResponse> {
  const action = readActions().get(name)
  if (!action) throw new Error(`There is no server action ${name}.`)
  return request.post(action.page, {
    headers: {
      'next-action': action.id,
      'content-type': 'text/plain;charset=UTF-8',
      accept: 'text/x-component',
    },
    data: JSON.stringify([input]),
    maxRedirects: 0,
  })
}

/** The same, with what the action answered. */
export async function callAction(request: APIRequestContext, name: string, input: unknown): Promise<Answer> {
  const text = await (await postAction(request, name, input)).text()
  const row = text.split('\n').find((line) => /^\d+:\{"ok":/.test(line))
  if (!row) throw new Error(`${name} answered something else: ${text.slice(0, 500)}`)
  return answer.parse(JSON.parse(row.slice(row.indexOf(':') + 1)))
}
