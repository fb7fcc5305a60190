import { AppError } from '@/lib/errors'
import { findOwnAccountId, listAccounts } from '@/lib/accounts/service'
import { boundAccountOf, requirePrincipal } from '@/lib/authz/access'
import type { Ctx, PrincipalActor } from '@/lib/authz/context'
import { uuid } from '@/lib/uuid'

const namedAtMost = 20

/**
 * The id of the account that a request is about: the one that the header names by id or handle, else a key's own account, else the only
 * organization the user belongs to. `not_found` for a handle that leads to none of theirs; `invalid_input`/`organization_required` lists the choices.
 * That the caller belongs to it is found out by the service, as for every id that a client sends.
 */
export async function tenantOf(ctx: Ctx, header: string | undefined): Promise<string> {
  const actor = requirePrincipal(ctx)
  // A key that was made for one account is a stranger in the others, which the service says in its own words.
  if (header?.trim()) return namedAccount(actor, header.trim())
  const bound = boundAccountOf(actor)
  if (bound) return bound
  const accounts = await listAccounts(ctx)
  const organizations = accounts.filter(({ kind }) => kind === 'ORGANIZATION')
  const [only, ...others] = organizations
  if (only && others.length === 0) return only.id
  throw organizationRequired(organizations.length > 0 ? organizations : accounts)
}

async function namedAccount(actor: PrincipalActor, header: string): Promise<string> {
  const id = uuid().safeParse(header)
  const accountId = id.success ? id.data : await findOwnAccountId(actor, header)
  if (accountId) return accountId
  throw new AppError('not_found', 'organization_not_found', {
    message: 'The header X-Organization names no organization that you belong to. Give its id or its handle.',
  })
}

function organizationRequired(choices: { id: string; name: string; handle: string }[]): AppError {
  const shown = choices.slice(0, namedAtMost).map(({ id, name, handle }) => `${name} (${handle}, ${id})`)
  const rest = choices.length - shown.length
  const list = [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join('; ')
  const sentence = `Say which organization this is about: send its id or handle in the header X-Organization. Yours are: ${list}.`
  return new AppError('invalid_input', 'organization_required', { message: sentence })
}
