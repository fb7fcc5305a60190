import { unseal } from '../seal'
import { query } from './database'

export type KeptMail = { template: string; props: Record<string, unknown>; token: string | null }

/** The messages to an address in the order they were queued, with the secrets of their links. */
export async function mailsTo(recipient: string): Promise<KeptMail[]> {
  const rows = await query<{
    id: string
    template: string
    props: Record<string, unknown>
    sealed_token: string | null
  }>('select id, template, props, sealed_token from mail where recipient = $1 order by created_at, id', [
    recipient,
  ])
  return Promise.all(
    rows.map(async ({ id, template, props, sealed_token }) => ({
      template,
      props,
      token: sealed_token && (await unseal(sealed_token, { kind: 'mail token', id })),
    })),
  )
}

/** The token of the last mail of this template to an address; throws when there is none. */
export async function mailedToken(recipient: string, template: string): Promise<string> {
  const mail = (await mailsTo(recipient)).findLast((candidate) => candidate.template === template)
  if (!mail?.token) throw new Error(`no ${template} mail with a link went to ${recipient}`)
  return mail.token
}
