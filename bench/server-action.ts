import { readFile } from 'node:fs/promises'
import { z } from 'zod'

const manifest = z.object({
  node: z.record(z.string(), z.object({ filename: z.string(), exportedName: z.string() })),
})

/**
 * The id under which the built pages call a server action: what a page sends in the `Next-Action` header. Next writes it down in the
 * build, so the bench can send the very request a browser sends.
 */
export async function findActionId(filename: string, exportedName: string): Promise<string> {
  const { node } = manifest.parse(
    JSON.parse(await readFile('.next/server/server-reference-manifest.json', 'utf8')),
  )
  const found = Object.entries(node).find(
    ([, action]) => action.filename === filename && action.exportedName === exportedName,
  )
  if (!found) throw new Error(`The build has no server action ${exportedName}.`)
  return found[0]
}

/** What a page of this path sends to call the action with this input. */
export function actionRequest(call: {
  productUrl: string
  path: string
  action: string
  cookie: string
  input: unknown
}) {
  return {
    method: 'POST' as const,
    path: call.path,
    headers: {
      'next-action': call.action,
      accept: 'text/x-component',
      'content-type': 'text/plain;charset=UTF-8',
      origin: call.productUrl,
      cookie: call.cookie,
    },
    body: JSON.stringify([call.input]),
  }
}
