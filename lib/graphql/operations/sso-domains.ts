import {
  addSsoDomainInput,
  assignSsoDomainInput,
  listSsoDomainsInput,
  ssoDomainInput,
  ssoDomainRemovalView,
  ssoDomainsView,
  ssoDomainView,
} from '@/lib/sso/domain-schema'
import {
  addSsoDomain,
  assignSsoDomain,
  checkSsoDomain,
  listSsoDomains,
  previewSsoDomainRemoval,
  removeSsoDomain,
} from '@/lib/sso/domains'
import {
  getSsoEnforcement,
  liftSingleSignOn,
  requireSingleSignOn,
  setBreakGlass,
  setSessionLength,
} from '@/lib/sso/enforcement'
import {
  breakGlassView,
  getSsoEnforcementInput,
  liftSingleSignOnForInput,
  requireSingleSignOnInput,
  sessionLengthView,
  setBreakGlassInput,
  setSessionLengthInput,
  ssoEnforcementView,
  ssoRequirementView,
} from '@/lib/sso/enforcement-schema'
import { liftSingleSignOnFor } from '@/lib/sso/operate'
import { mutation, query } from '../operation'
import { done, success } from '../views'

/** The mail domains of an organization, and how it holds their members to single sign-on. */
export const ssoDomainOperations = [
  query({
    name: 'sso_domains',
    description:
      'Lists the mail domains of the organization, each with the DNS record that proves it. Needs `read:sso`.',
    input: listSsoDomainsInput,
    output: ssoDomainsView,
    run: listSsoDomains,
  }),
  query({
    name: 'sso_domain_removal',
    description: 'Says what removing a domain would do. Needs `read:sso`.',
    input: ssoDomainInput,
    output: ssoDomainRemovalView,
    run: previewSsoDomainRemoval,
  }),
  query({
    name: 'sso_enforcement',
    description: 'Says how the organization holds its members to single sign-on. Needs `read:sso`.',
    input: getSsoEnforcementInput,
    output: ssoEnforcementView,
    run: getSsoEnforcement,
  }),
  mutation({
    name: 'add_sso_domain',
    description:
      'Notes a mail domain for the organization to prove. Needs `update:sso` and a plan with single sign-on; refused with ' +
      '`public_suffix`, `public_mail_domain`, `domain_taken`, `domain_added` and `too_many_domains`.',
    input: addSsoDomainInput,
    output: ssoDomainView,
    run: addSsoDomain,
  }),
  mutation({
    name: 'check_sso_domain',
    description:
      'Looks for the DNS record of a domain now, which proves it when it is there. Needs `update:sso`; refused with `domain_taken`.',
    input: ssoDomainInput,
    output: ssoDomainView,
    run: checkSsoDomain,
  }),
  mutation({
    name: 'assign_sso_domain',
    description:
      'Says which active connection speaks for the addresses of a domain, or none. Needs `update:sso`; refused with `changed_meanwhile`, ' +
      '`connection_not_active` and `would_lock_out`.',
    input: assignSsoDomainInput,
    output: ssoDomainView,
    run: assignSsoDomain,
  }),
  mutation({
    name: 'remove_sso_domain',
    description: 'Removes a domain, and says what that did. Needs `update:sso`.',
    input: ssoDomainInput,
    output: ssoDomainRemovalView,
    run: removeSsoDomain,
  }),
  mutation({
    name: 'require_single_sign_on',
    description:
      'Requires single sign-on of the members with an address of a proven domain. Needs `update:sso`; refused with `sso_not_ready`, and with ' +
      '`sso_not_proven` unless the caller came through it in the last hour.',
    input: requireSingleSignOnInput,
    output: ssoRequirementView,
    run: requireSingleSignOn,
  }),
  mutation({
    name: 'lift_single_sign_on',
    description: 'Lets members in by a password again. Needs `update:sso`.',
    input: requireSingleSignOnInput,
    output: ssoRequirementView,
    run: liftSingleSignOn,
  }),
  mutation({
    name: 'set_sso_session_length',
    description:
      'Sets for how many minutes after signing in a session opens the organization. Needs `update:sso`; refused with `changed_meanwhile`.',
    input: setSessionLengthInput,
    output: sessionLengthView,
    run: setSessionLength,
  }),
  mutation({
    name: 'set_sso_break_glass',
    description:
      'Names the Administrators whom a password lets in where single sign-on is required, all of them. Needs `update:sso`; refused with ' +
      '`not_an_administrator` and `changed_meanwhile`.',
    input: setBreakGlassInput,
    output: breakGlassView,
    run: setBreakGlass,
  }),
  mutation({
    name: 'lift_single_sign_on_for',
    description:
      'Stops requiring single sign-on in an organization whose identity provider lets nobody in. For the operator of the installation.',
    input: liftSingleSignOnForInput,
    output: success,
    run: async (ctx, input) => done(await liftSingleSignOnFor(ctx, input)),
  }),
]
