/** Every address of the console; links are made only here. */
export const paths = {
  home: () => '/organizations',
  signIn: (returnTo?: string) => withQuery('/sign-in', { returnTo }),
  signUp: (options: { returnTo?: string; invitation?: string } = {}) => withQuery('/sign-up', options),
  verifyEmail: (token?: string) => withQuery('/verify-email', { token }),
  forgotPassword: () => '/forgot-password',
  resetPassword: (token?: string) => withQuery('/reset-password', { token }),
  invitation: (token: string) => `/invitations/${encodeURIComponent(token)}`,
  organizations: () => '/organizations',
  createOrganization: () => '/organizations?dialog=create',
  organization: (handle: string) => `/organizations/${handle}`,
  members: (handle: string, search?: string) => withQuery(`/organizations/${handle}/members`, { q: search }),
  inviteMembers: (handle: string) => `/organizations/${handle}/members?dialog=invite`,
  organizationSettings: (handle: string) => `/organizations/${handle}/settings`,
  profile: () => '/profile',
  profileSecurity: () => '/profile/security',
  operatorMail: (id?: string) => withQuery('/operator/mail', { mail: id }),
} as const

/** Data routes of the pages, served by the router in front of Next. */
export const apiPaths = {
  organizations: () => '/api/me/accounts',
  sessions: () => '/api/me/sessions',
  members: (accountId: string) => `/api/accounts/${accountId}/members`,
  invitations: (accountId: string) => `/api/accounts/${accountId}/invitations`,
  operatorMail: () => '/api/operator/mail',
} as const

function withQuery(path: string, query: Record<string, string | undefined>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return given.length > 0 ? `${path}?${new URLSearchParams(given)}` : path
}

/** A path within the console from outside input, or the fallback: never another host. */
export function safeReturnTo(value: unknown, fallback = '/organizations'): string {
  if (typeof value !== 'string' || value.length > 500 || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(value))
    return fallback
  return value
}
