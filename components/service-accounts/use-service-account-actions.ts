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

/** The changes of one service account. What can be undone is, from the toast. */
export function useServiceAccountActions(accountId: string) {
  const update = useActionMutation(updateServiceAccountAction, {
    ...staleAfter(accountId),
    refreshesPage: true,
    successMessage: 'The service account is saved.',
  })
  const remove = useActionMutation(deleteServiceAccountAction, {
    ...staleAfter(accountId),
    refreshesPage: true,
    successMessage: 'The service account is deleted.',
  })
  return {
    ...useStatusActions(accountId),
    ...useRoleAction(accountId),
    update: (input: UpdateServiceAccountInput) => update.submit(input),
    remove: (input: ServiceAccountInput) => remove.submit(input),
  }
}

function useStatusActions(accountId: string) {
  const showing = (status: ServiceAccountView['status']) => ({
    ...staleAfter(accountId),
    optimistic: {
      queryKey: serviceAccountQueries.lists(accountId),
      update: (page: Page<ServiceAccountView>, { serviceAccountId }: ServiceAccountInput) => ({
        ...page,
        rows: page.rows.map((row) => (row.id === serviceAccountId ? { ...row, status } : row)),
      }),
    },
  })
  const undone = { successMessage: 'Undone.' }
  const suspendAgain = useActionMutation(suspendServiceAccountAction, { ...showing('SUSPENDED'), ...undone })
  const reactivateAgain = useActionMutation(reactivateServiceAccountAction, {
    ...showing('ACTIVE'),
    ...undone,
  })
  const suspend = useActionMutation(suspendServiceAccountAction, {
    ...showing('SUSPENDED'),
    successMessage: ({ name }) => `${name} is suspended.`,
    undo: (_data, input: ServiceAccountInput) => () => reactivateAgain.mutate(input),
  })
  const reactivate = useActionMutation(reactivateServiceAccountAction, {
    ...showing('ACTIVE'),
    successMessage: ({ name }) => `${name} is active again.`,
    undo: (_data, input: ServiceAccountInput) => () => suspendAgain.mutate(input),
  })
  return {
    suspend: (input: ServiceAccountInput) => suspend.submit(input),
    reactivate: (input: ServiceAccountInput) => reactivate.mutate(input),
  }
}

function useRoleAction(accountId: string) {
  const restore = useActionMutation(changeServiceAccountRoleAction, {
    ...staleAfter(accountId),
    successMessage: 'Undone.',
  })
  const change = useActionMutation(changeServiceAccountRoleAction, {
    ...staleAfter(accountId),
    successMessage: ({ name }) => `${name} has another role now.`,
    undo: ({ roleId, previousRoleId }, input: ChangeServiceAccountRoleInput) =>
      roleId === previousRoleId
        ? null
        : () => restore.mutate({ ...input, roleId: previousRoleId, expectedRoleId: roleId }),
  })
  return { changeRole: (input: ChangeServiceAccountRoleInput) => change.submit(input) }
}

function staleAfter(accountId: string) {
  return { invalidates: [serviceAccountKeys.all(accountId), roleKeys.all(accountId)] }
}
