import type { APIRequestContext } from '@playwright/test'
import { z } from 'zod'
import { callAction } from './server-actions'

const made = z.object({ id: z.uuid(), name: z.string(), handle: z.string() })
export type MadeWorkspace = z.infer<typeof made>

/** A workspace made by somebody who is signed in; without a default role only those who are added open it. */
export async function createWorkspace(
  request: APIRequestContext,
  accountId: string,
  workspace: { name: string; handle: string; defaultRoleId?: string },
): Promise<MadeWorkspace> {
  const answer = await callAction(request, 'createWorkspaceAction', {
    accountId,
    ...workspace,
  })
  return made.parse(answer.ok && answer.data)
}

const accounts = z.array(z.object({ id: z.uuid(), kind: z.string(), handle: z.string(), name: z.string() }))

/** The personal account of whoever is signed in. */
export async function personalAccount(request: APIRequestContext) {
  const found = accounts.parse(await (await request.get('/api/me/accounts')).json())
  const personal = found.find(({ kind }) => kind === 'PERSONAL')
  if (!personal) throw new Error('Somebody without a personal account.')
  return personal
}
