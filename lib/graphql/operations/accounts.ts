import { z } from 'zod'
import { createOrganization } from '@/lib/accounts/create'
import { createOrganizationForPerson, setPlan } from '@/lib/accounts/operate'
import {
  changeHandleInput,
  createOrganizationForPersonInput,
  createOrganizationInput,
  deleteOrganizationInput,
  myAccount,
  renameOrganizationInput,
  planChange,
  setPlanInput,
} from '@/lib/accounts/schema'
import {
  changeHandle,
  deleteOrganization,
  getOrganizationProfile,
  listAccounts,
  renameOrganization,
} from '@/lib/accounts/service'
import { mutation, plainQuery, query } from '../operation'
import { createdAccount, done, handleOnly, nameOnly, organizationProfile, success } from '../views'
import { ofTenant } from '../inputs'

/** Organizations as a whole. */
export const accountOperations = [
  plainQuery({
    name: 'organizations',
    description:
      'Lists the accounts that the user is an active member of, the personal one first, at most 500.',
    output: z.array(myAccount),
    run: listAccounts,
  }),
  query({
    name: 'organization',
    description: 'Reads the organization with its plan and how full it is. Needs `read:organization`.',
    input: ofTenant,
    output: organizationProfile,
    run: async (ctx, { accountId }) => getOrganizationProfile(ctx, accountId),
  }),
  mutation({
    name: 'create_organization',
    description:
      'Creates an organization with the user as its Administrator. Refused with `handle_taken`; limited to 30 handles in an hour.',
    input: createOrganizationInput,
    output: createdAccount,
    run: createOrganization,
  }),
  mutation({
    name: 'rename_organization',
    description: 'Renames the organization. Needs `update:organization`; refused with `changed_meanwhile`.',
    input: renameOrganizationInput,
    output: nameOnly,
    run: renameOrganization,
  }),
  mutation({
    name: 'change_organization_handle',
    description:
      'Gives the organization another handle; former ones keep leading to it. Needs `update:organization`; refused with `handle_taken` ' +
      'and `changed_meanwhile`.',
    input: changeHandleInput,
    output: handleOnly,
    run: changeHandle,
  }),
  mutation({
    name: 'delete_organization',
    description:
      'Deletes the organization with everything in it but its audit log, for good. Needs `delete:organization` and the handle, written out.',
    input: deleteOrganizationInput,
    output: success,
    run: async (ctx, input) => done(await deleteOrganization(ctx, input)),
  }),
  mutation({
    name: 'set_plan',
    description: 'Puts the account with this handle on a plan. For the operator of the installation.',
    input: setPlanInput,
    output: planChange,
    run: setPlan,
  }),
  mutation({
    name: 'create_organization_for',
    description:
      'Creates an organization with somebody else as its Administrator. For the operator of the installation; refused with ' +
      '`user_not_found` and `handle_taken`.',
    input: createOrganizationForPersonInput,
    output: createdAccount,
    run: createOrganizationForPerson,
  }),
]
