import { env } from '@/lib/env'

/** How many tries a key has in a period; `RATE_LIMIT_FACTOR` multiplies the tries. */
export type RateLimit = {
  tries: number
  seconds: number
  /** What is tried, completing "Too many tries to …". */
  attempt: string
}

const quarterHour = 15 * 60
const hour = 60 * 60

/**
 * Every limit, as data. Guessing one person's password is stopped by the limit on the pair of address and client, so that
 * somebody else's tries do not lock the person out; the far higher one on the address alone meets guessing from many clients at
 * once, and lets clients pass that the person used before.
 */
export const rateLimits = {
  sign_in_client: { tries: 100, seconds: quarterHour, attempt: 'sign in' },
  sign_in_email_and_client: { tries: 10, seconds: quarterHour, attempt: 'sign in' },
  sign_in_email: { tries: 100, seconds: hour, attempt: 'sign in' },
  sign_up_client: { tries: 20, seconds: hour, attempt: 'sign up' },
  sign_up_email: { tries: 5, seconds: hour, attempt: 'sign up' },
  sign_up_password: { tries: 10, seconds: quarterHour, attempt: 'confirm the address' },
  password_reset_client: { tries: 20, seconds: hour, attempt: 'reset a password' },
  password_reset_email: { tries: 5, seconds: hour, attempt: 'reset a password' },
  current_password: { tries: 10, seconds: quarterHour, attempt: 'change the password' },
  /**
   * Handles one person takes, or finds taken, for organizations and workspaces: former ones of organizations stay taken, and one that is
   * taken tells of a workspace that they may not see.
   */
  handles: { tries: 30, seconds: hour, attempt: 'take a handle' },
  /** People one inviter invites. */
  invitations: { tries: 2_000, seconds: hour, attempt: 'invite people' },
  /** Mails that one invitation of one organization causes. */
  invitation_mail: { tries: 10, seconds: hour, attempt: 'send this invitation' },
  /** Invitations that reach one address, from whichever organizations. */
  invited_address: { tries: 30, seconds: hour, attempt: 'invite this address' },
  /** Answers one client gives to one invitation: each refusal is an event of the organization's audit log. */
  invitation_answer: { tries: 60, seconds: quarterHour, attempt: 'answer this invitation' },
  /** Lists of members one person exports: each reads all members of an organization. */
  member_export: { tries: 10, seconds: 10 * 60, attempt: 'export members' },
  /** Audit logs one person exports: each reads all events of an organization. */
  audit_export: { tries: 10, seconds: 10 * 60, attempt: 'export the audit log' },
  /** Documents of what is kept about them that one person downloads. */
  own_data: { tries: 20, seconds: 10 * 60, attempt: 'download your data' },
  /** Chains of audit logs one person has verified: each reads all events of an organization. */
  audit_verification: { tries: 20, seconds: 10 * 60, attempt: 'verify the audit log' },
  /** Requests to webhooks one person has sent on the spot. */
  webhook_requests: { tries: 60, seconds: 10 * 60, attempt: 'send to a webhook' },
  /** Looks for the DNS records of one organization's domains: each asks name servers that the organization chose. */
  sso_domain_checks: { tries: 60, seconds: 10 * 60, attempt: 'check a domain' },
  /** Keys one client presents that open nothing; those that do open something are not counted, nor held up. */
  failed_api_key_client: { tries: 300, seconds: 60, attempt: 'use a key that opens nothing' },
  /** Keys that one principal makes or gives another end, of its own and of service accounts: each may cause mails. */
  api_keys: { tries: 200, seconds: hour, attempt: 'create API keys or change their ends' },
  /** Sign-ins through a provider that one client begins, each of which may ask the provider something. */
  sso_start_client: { tries: 100, seconds: quarterHour, attempt: 'sign in' },
  /** Answers of providers that one client brings, right or wrong. */
  sso_answer_client: { tries: 300, seconds: quarterHour, attempt: 'sign in' },
  /** Refused sign-ins of one client at one connection that are an event each; those beyond are events once a minute. */
  sso_refusals: { tries: 60, seconds: quarterHour, attempt: 'sign in' },
  /** Connections and certificates that one person makes or has read at a provider. */
  sso_provider: { tries: 120, seconds: hour, attempt: 'change single sign-on' },
  /** Requests one provisioning token makes: a provider sends as many as it may, and waits when it is told to. */
  scim: { tries: 6_000, seconds: 60, attempt: 'provision' },
  verification_mail: { tries: 5, seconds: hour, attempt: 'mail a confirmation link' },
} as const satisfies Record<string, RateLimit>

export type RateLimitName = keyof typeof rateLimits

/** How many tries a limit allows in this installation. */
export function pointsOf(name: RateLimitName): number {
  return Math.max(1, Math.round(rateLimits[name].tries * env().RATE_LIMIT_FACTOR))
}
