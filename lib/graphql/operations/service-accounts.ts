import { listEvents } from '@/lib/audit/of-object'
import { auditEventView, eventsPage } from '@/lib/audit/schema'
import {
  changeServiceAccountRole,
  createServiceAccount,
  deleteServiceAccount,
  reactivateServiceAccount,
  suspendServiceAccount,
  updateServiceAccount,
} from '@/lib/service-accounts/manage'
import {
  changeServiceAccountRoleInput,
  createServiceAccountInput,
  listServiceAccountsInput,
  serviceAccountConsequences,
  serviceAccountDetail,
  serviceAccountInput,
  serviceAccountParams,
  serviceAccountView,
  updateServiceAccountInput,
} from '@/lib/service-accounts/schema'
import {
  getServiceAccount,
  getServiceAccountConsequences,
  getServiceAccountEditor,
  listServiceAccounts,
} from '@/lib/service-accounts/service'
import { ofTenant } from '../inputs'
import { mutation, pagedQuery, query } from '../operation'
import {
  createdServiceAccount,
  done,
  namedThing,
  serviceAccountEditor,
  serviceAccountRoleChange,
  success,
} from '../views'

/** Service accounts; their keys are among the operations of keys, and what is asked by membership among those of members. */
export const serviceAccountOperations = [
  pagedQuery({
    name: 'service_accounts',
    description:
      'Lists service accounts, filtered, searched and sorted, each with what the caller may do with it. Needs `read:service_account`.',
    input: listServiceAccountsInput,
    row: serviceAccountView,
    run: listServiceAccounts,
  }),
  query({
    name: 'service_account',
    description: 'Reads one service account. Needs `read:service_account`.',
    input: serviceAccountParams,
    output: serviceAccountDetail,
    run: getServiceAccount,
  }),
  pagedQuery({
    name: 'service_account_events',
    description:
      'Lists the audit events about a service account and by it, the newest first. Needs `read:audit_log` and a plan with an audit log.',
    input: serviceAccountParams.extend(eventsPage.shape),
    row: auditEventView,
    run: async (ctx, { serviceAccountId, ...page }) =>
      listEvents(ctx, { ...page, about: { kind: 'service_account', serviceAccountId } }),
  }),
  query({
    name: 'service_account_consequences',
    description:
      'Counts what suspending or deleting a service account would end. Needs `read:service_account`.',
    input: serviceAccountParams,
    output: serviceAccountConsequences,
    run: getServiceAccountConsequences,
  }),
  query({
    name: 'service_account_editor',
    description:
      'Says whether the caller may create a service account, and which roles it may have. Needs `read:service_account`.',
    input: ofTenant,
    output: serviceAccountEditor,
    run: async (ctx, { accountId }) => getServiceAccountEditor(ctx, accountId),
  }),
  mutation({
    name: 'create_service_account',
    description:
      'Creates a service account with its first key, whose secret is in the answer and nowhere else. Needs `create:service_account` and ' +
      'every permission of its roles (`exceeds_own_permissions`), none of which may administer (`service_account_cannot_administer`); ' +
      'refused with `plan_limit_reached` and `name_taken`.',
    input: createServiceAccountInput,
    output: createdServiceAccount,
    run: createServiceAccount,
  }),
  mutation({
    name: 'update_service_account',
    description:
      'Changes name and description. Needs `update:service_account` and every permission it has (`outranked`); refused with `name_taken`.',
    input: updateServiceAccountInput,
    output: namedThing,
    run: updateServiceAccount,
  }),
  mutation({
    name: 'change_service_account_role',
    description: 'Gives a service account another role, as `set_membership_role` does.',
    input: changeServiceAccountRoleInput,
    output: serviceAccountRoleChange,
    run: changeServiceAccountRole,
  }),
  mutation({
    name: 'suspend_service_account',
    description:
      'Suspends a service account: its keys are refused at once. Needs `update:service_account` and every permission it has (`outranked`).',
    input: serviceAccountInput,
    output: namedThing,
    run: suspendServiceAccount,
  }),
  mutation({
    name: 'reactivate_service_account',
    description: 'Gives a suspended service account back what it had. Needs what suspending it needs.',
    input: serviceAccountInput,
    output: namedThing,
    run: reactivateServiceAccount,
  }),
  mutation({
    name: 'delete_service_account',
    description:
      'Deletes a service account with its keys and grants, for good. Needs `delete:service_account` and every permission it has (`outranked`).',
    input: serviceAccountInput,
    output: success,
    run: async (ctx, input) => done(await deleteServiceAccount(ctx, input)),
  }),
]
