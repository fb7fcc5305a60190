'use client'
import { toast } from '@/lib/client/toast'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import {
  addSsoDomainAction,
  assignSsoDomainAction,
  checkSsoDomainAction,
  removeSsoDomainAction,
} from '@/lib/sso/actions'
import type { AddSsoDomainInput, AssignSsoDomainInput, SsoDomainView } from '@/lib/sso/domain-schema'
import { ssoKeys } from '@/lib/sso/queries'

type OfDomain = { accountId: string; domainId: string }

/** Everything one may do to the mail domains of an organization. */
export function useDomains(accountId: string) {
  const invalidates = [ssoKeys.all(accountId)]
  const add = useActionMutation((input: AddSsoDomainInput) => addSsoDomainAction(input), { invalidates })
  const check = useActionMutation((input: OfDomain) => checkSsoDomainAction(input), {
    invalidates,
    onSuccess: tellOutcome,
  })
  const assign = useActionMutation((input: AssignSsoDomainInput) => assignSsoDomainAction(input), {
    invalidates,
    successMessage: ({ domain, connection }) =>
      connection ? `${connection.name} speaks for ${domain} now.` : `No connection speaks for ${domain} now.`,
  })
  const remove = useActionMutation((input: OfDomain) => removeSsoDomainAction(input), {
    invalidates,
    successMessage: 'The domain was removed.',
  })
  return { add, check, assign, remove }
}

function tellOutcome({ domain, state, problem }: SsoDomainView): void {
  if (state === 'PROVEN') toast.success(`${domain} is proven.`)
  else toast.error(`The record of ${domain} was not found. ${problem ?? ''}`.trim())
}
