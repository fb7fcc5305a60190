'use client'
import type { Page } from '@/lib/client/fetch-json'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { roleKeys } from '@/lib/roles/queries'
import {
  changeServiceAccountRoleAction,
  deleteServiceAccountAction,
  reactivateServiceAccountAction,
  suspendServiceAccountAction,
  updateServiceAccountAction,
} from '@/lib/service-accounts/actions'
import { serviceAccountKeys, serviceAccountQueries } from '@/lib/service-accounts/queries'
import type {
  ChangeServiceAccountRoleInput,
  ServiceAccountInput,
  ServiceAccountView,
  UpdateServiceAccountInput,
} from '@/lib/service-accounts/schema'

type Status = ServiceAccountView['status']

/** The changes of one service account. What can be undone is, from the toast. */
export function useServiceAccountActions(accountId: string) {
  const stale = { invalidates: [serviceAccountKeys.all(accountId), roleKeys.all(accountId)] }
  const showing = (status: Status) => ({
    queryKey: serviceAccountQueries.lists(accountId),
    update: (page: Page<ServiceAccountView>, { serviceAccountId }: ServiceAccountInput) => ({
      ...page,
      rows: page.rows.map((row) => (row.id === serviceAccountId ? { ...row, status } : row)),
    }),
  })
  const suspendAgain = useActionMutation(suspendServiceAccountAction, {
    ...stale,
    optimistic: showing('SUSPENDED'),
    successMessage: 'It is suspended again.',
  })
  const reactivate = useActionMutation(reactivateServiceAccountAction, {
    ...stale,
    optimistic: showing('ACTIVE'),
    successMessage: 'The service account is active again.',
    undo: (_data, input: ServiceAccountInput) => () => suspendAgain.mutate(input),
  })
  const suspend = useActionMutation(suspendServiceAccountAction, {
    ...stale,
    optimistic: showing('SUSPENDED'),
    successMessage: 'The service account is suspended.',
    undo: (_data, input: ServiceAccountInput) => () => reactivate.mutate(input),
  })
  const update = useActionMutation(updateServiceAccountAction, {
    ...stale,
    refreshesPage: true,
    successMessage: 'The service account is saved.',
  })
  const changeRole = useActionMutation(changeServiceAccountRoleAction, {
    ...stale,
    successMessage: 'The service account has another role now.',
  })
  const remove = useActionMutation(deleteServiceAccountAction, {
    ...stale,
    refreshesPage: true,
    successMessage: 'The service account is deleted.',
  })
  return {
    suspend: (input: ServiceAccountInput) => suspend.submit(input),
    reactivate: (input: ServiceAccountInput) => reactivate.mutate(input),
    update: (input: UpdateServiceAccountInput) => update.submit(input),
    changeRole: (input: ChangeServiceAccountRoleInput) => changeRole.submit(input),
    remove: (input: ServiceAccountInput) => remove.submit(input),
  }
}
