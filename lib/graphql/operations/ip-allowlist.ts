import { z } from 'zod'
import {
  accountSettings,
  setAccountDomainsInput,
  updateAccountInput,
  updateAccountSettingsInput,
} from '@/lib/accounts/schema'
import { updateAccount } from '@/lib/accounts/profile'
import { getAccountSettings, setAccountDomains, updateAccountSettings } from '@/lib/accounts/settings'
import { enforceIpAllowlist, setIpAllowlist } from '@/lib/ip-allowlist/manage'
import { allowAllAddresses } from '@/lib/ip-allowlist/operate'
import {
  addressAccess,
  allowAllAddressesInput,
  enforceIpAllowlistInput,
  ipAllowlistView,
  setIpAllowlistInput,
  shutOutView,
} from '@/lib/ip-allowlist/schema'
import { getIpAllowlist, getMyAddressAccess, previewEnforcement } from '@/lib/ip-allowlist/service'
import { ofTenant } from '../inputs'
import { mutation, query } from '../operation'
import { done, idOnly, success } from '../views'

/** From where an organization may be used, and what else it sets for itself. */
export const ipAllowlistOperations = [
  query({
    name: 'ip_allowlist',
    description:
      'Reads the networks from which the organization may be used while its list is enforced. Needs `read:organization`.',
    input: ofTenant,
    output: ipAllowlistView,
    run: getIpAllowlist,
  }),
  query({
    name: 'my_address_access',
    description: 'Says whether the caller would get in from where they are if the list were enforced.',
    input: ofTenant,
    output: addressAccess,
    run: getMyAddressAccess,
  }),
  query({
    name: 'ip_allowlist_preview',
    description:
      'Says whom enforcing the list as it is would shut out, as far as is known. Needs `update:organization`.',
    input: ofTenant,
    output: shutOutView,
    run: previewEnforcement,
  }),
  query({
    name: 'organization_settings',
    description: 'Reads the settings of the account. Needs `read:organization`.',
    input: ofTenant,
    output: accountSettings,
    run: async (ctx, { accountId }) => getAccountSettings(ctx, accountId),
  }),
  mutation({
    name: 'set_ip_allowlist',
    description:
      'Gives the organization another list, whole. Needs `update:organization`; refused with `would_lock_out` and, with ' +
      '`expected_revision`, `changed_meanwhile`.',
    input: setIpAllowlistInput,
    output: z.object({ revision: z.string() }),
    run: setIpAllowlist,
  }),
  mutation({
    name: 'enforce_ip_allowlist',
    description:
      'Enforces the list, or lets every address in again. Needs `update:organization`; refused with `would_lock_out` and, with ' +
      '`expected_revision`, `changed_meanwhile`.',
    input: enforceIpAllowlistInput,
    output: success,
    run: async (ctx, input) => done(await enforceIpAllowlist(ctx, input)),
  }),
  mutation({
    name: 'allow_all_addresses',
    description:
      'Stops enforcing the list of an organization that nobody gets into. For the operator of the installation.',
    input: allowAllAddressesInput,
    output: success,
    run: async (ctx, input) => done(await allowAllAddresses(ctx, input)),
  }),
  mutation({
    name: 'update_organization',
    description:
      'Changes what the account says of itself; what is left out stays. Needs `update:organization`; refused with `handle_taken`.',
    input: updateAccountInput.omit({ auth_expiration_seconds: true }),
    output: idOnly,
    run: updateAccount,
  }),
  mutation({
    name: 'update_organization_settings',
    description:
      'Changes the settings that are given; the others stay. Needs `update:organization`; refused with `would_lock_out`.',
    input: updateAccountSettingsInput,
    output: idOnly,
    run: updateAccountSettings,
  }),
  mutation({
    name: 'set_organization_domains',
    description:
      'Gives the account other mail domains, whole and in their order. Needs `update:organization`.',
    input: setAccountDomainsInput,
    output: idOnly,
    run: setAccountDomains,
  }),
]
