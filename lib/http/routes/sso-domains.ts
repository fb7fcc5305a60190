import { snakeCaseInput } from '@/lib/snake-case'
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
  sessionLengthView,
  setBreakGlassInput,
  setSessionLengthInput,
  ssoEnforcementView,
  ssoRequirementView,
} from '@/lib/sso/enforcement-schema'
import { defineRoute, type Route } from '../define-route'
import { inOrganization } from '../demand'

const area = 'Single sign-on'
const read = inOrganization('read:sso')
const change = inOrganization('update:sso')
const list = '/accounts/{accountId}/sso/domains'
const one = `${list}/{domainId}` as const
const enforcement = '/accounts/{accountId}/sso/enforcement'
const ofAccount = { accountId: true } as const
const ofDomain = { accountId: true, domainId: true } as const
const domain = { status: 200, schema: ssoDomainView, description: 'The domain' } as const
const requirement = { status: 200, schema: ssoRequirementView, description: 'What is so now' } as const
const errors = {
  429: 'Sixty checks in ten minutes are used up; `Retry-After` says how many seconds to wait.',
}

/** The mail domains of an organization, and how it holds their members to single sign-on. */
export const ssoDomainRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: list,
    area,
    summary: 'The mail domains of an organization, each with the DNS record that proves it',
    demand: read,
    params: listSsoDomainsInput,
    answer: { status: 200, schema: ssoDomainsView, description: 'At most 50, by name' },
    handle: ({ ctx, params: of }) => listSsoDomains(ctx, of),
  }),
  defineRoute({
    method: 'post',
    path: list,
    area,
    summary: 'Notes a mail domain to prove; answers with the DNS record to make',
    demand: change,
    params: listSsoDomainsInput,
    body: snakeCaseInput(addSsoDomainInput.omit(ofAccount)),
    example: { domain: 'corp.example' },
    creates: true,
    answer: { status: 201, schema: ssoDomainView, description: 'The domain' },
    handle: ({ ctx, params: of, body }) => addSsoDomain(ctx, { ...of, ...body }),
  }),
  defineRoute({
    method: 'patch',
    path: one,
    area,
    summary: 'Says which connection speaks for the addresses of a domain, or none',
    demand: change,
    params: ssoDomainInput,
    body: snakeCaseInput(assignSsoDomainInput.omit(ofDomain)),
    example: { connection_id: null },
    answer: domain,
    handle: ({ ctx, params: of, body }) => assignSsoDomain(ctx, { ...of, ...body }),
  }),
  defineRoute({
    method: 'delete',
    path: one,
    area,
    summary: 'Removes a domain: single sign-on is not required of its members any more',
    demand: change,
    params: ssoDomainInput,
    answer: { status: 200, schema: ssoDomainRemovalView, description: 'What it did' },
    handle: ({ ctx, params: of }) => removeSsoDomain(ctx, of),
  }),
  defineRoute({
    method: 'get',
    path: `${one}/removal`,
    area,
    summary: 'What removing a domain would do',
    demand: read,
    params: ssoDomainInput,
    answer: { status: 200, schema: ssoDomainRemovalView, description: 'What it would do' },
    handle: ({ ctx, params: of }) => previewSsoDomainRemoval(ctx, of),
  }),
  defineRoute({
    method: 'post',
    path: `${one}/check`,
    area,
    summary: 'Looks for the DNS record of a domain now, which proves it when it is there',
    demand: change,
    params: ssoDomainInput,
    answer: domain,
    errors,
    handle: ({ ctx, params: of }) => checkSsoDomain(ctx, of),
  }),
  defineRoute({
    method: 'get',
    path: enforcement,
    area,
    summary: 'How an organization holds its members to single sign-on, and what one may do about it',
    demand: read,
    params: getSsoEnforcementInput,
    answer: { status: 200, schema: ssoEnforcementView, description: 'How it is' },
    handle: ({ ctx, params: of }) => getSsoEnforcement(ctx, of),
  }),
  defineRoute({
    method: 'post',
    path: `${enforcement}/require`,
    area,
    summary:
      'Requires single sign-on of the members of proven domains; whoever asks has come through it in the last hour',
    demand: change,
    params: getSsoEnforcementInput,
    answer: requirement,
    handle: ({ ctx, params: of }) => requireSingleSignOn(ctx, of),
  }),
  defineRoute({
    method: 'post',
    path: `${enforcement}/lift`,
    area,
    summary: 'Lets members in by a password again',
    demand: change,
    params: getSsoEnforcementInput,
    answer: requirement,
    handle: ({ ctx, params: of }) => liftSingleSignOn(ctx, of),
  }),
  defineRoute({
    method: 'put',
    path: `${enforcement}/session-length`,
    area,
    summary: 'Sets for how many minutes after signing in a session opens the organization',
    demand: change,
    params: getSsoEnforcementInput,
    body: snakeCaseInput(setSessionLengthInput.omit(ofAccount)),
    example: { minutes: 480 },
    answer: { status: 200, schema: sessionLengthView, description: 'What is so now' },
    handle: ({ ctx, params: of, body }) => setSessionLength(ctx, { ...of, ...body }),
  }),
  defineRoute({
    method: 'put',
    path: `${enforcement}/break-glass`,
    area,
    summary:
      'Names the Administrators, all of them, whom a password lets in where single sign-on is required',
    demand: change,
    params: getSsoEnforcementInput,
    body: snakeCaseInput(setBreakGlassInput.omit(ofAccount)),
    example: { membership_ids: [] },
    answer: { status: 200, schema: breakGlassView, description: 'Who is named now' },
    handle: ({ ctx, params: of, body }) => setBreakGlass(ctx, { ...of, ...body }),
  }),
]
