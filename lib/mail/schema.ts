import { z } from 'zod'
import { searchText } from '@/lib/text'
import { uuid } from '@/lib/uuid'

/** How many API keys one mail names. */
export const namedKeysAtMost = 50

const person = z.object({ name: z.string() })
const linkUntil = z.object({ expiresAt: z.iso.datetime().optional() })

const invitation = z.object({
  /** The account's name; of a personal account its owner's. */
  organizationName: z.string(),
  isPersonal: z.boolean().default(false),
  inviterName: z.string(),
  roleName: z.string(),
  /** Workspaces with the role in each. */
  workspaces: z.array(z.object({ name: z.string(), role: z.string() })).default([]),
  message: z.string().default(''),
  expiresAt: z.iso.datetime(),
})

const ownKey = person.extend({
  keyName: z.string(),
  prefix: z.string(),
  /** The only account it acts in; null for each of the recipient's. */
  accountName: z.string().nullable(),
  /** Null is never. */
  endsAt: z.iso.datetime().nullable(),
  /** Whether it took the place of another one. */
  isRotation: z.boolean(),
  /** Whether it was there, and was given a later end. */
  isExtension: z.boolean().default(false),
  /** Whether the operator made it on the command line. */
  isByOperator: z.boolean(),
  ipAddress: z.string().nullish(),
})

// Not named `expiresAt`, which is when the link of a mail dies and the mail is not worth sending.
const endingKeys = person.extend({
  keys: z
    .array(
      z.object({
        keyName: z.string(),
        prefix: z.string(),
        endsAt: z.iso.datetime(),
        /** Whose key it is, unless it is the recipient's own. */
        serviceAccount: z.object({ id: uuid(), name: z.string() }).optional(),
      }),
    )
    .min(1)
    .max(namedKeysAtMost),
  /** How many more keys there are than are named. */
  more: z.number().int().nonnegative(),
  /** Of which the service accounts are; absent where the keys are the recipient's own. */
  organization: z.object({ name: z.string(), handle: z.string() }).optional(),
})

const organization = z.object({ name: z.string(), handle: z.string() })

const unprovenDomain = person.extend({
  organization,
  domain: z.string(),
  missingSince: z.iso.datetime(),
  /** Until when the domain stays proven without it. */
  provenUntil: z.iso.datetime(),
})

const templates = {
  /** To a person without an account. */
  invitation,
  /** To a person who has one. */
  invitation_existing_user: invitation,
  /** Confirms the address of a sign-up. */
  sign_up: person.extend(linkUntil.shape),
  /** To the owner of an address that somebody tried to sign up with again. */
  sign_up_existing: person,
  /** Confirms the address of an account that exists. */
  verify_email: person.extend(linkUntil.shape),
  password_reset: person.extend({ ipAddress: z.string().nullish(), ...linkUntil.shape }),
  /** `revokedKeys` is how many API keys that ended with it. */
  password_changed: person.extend({ revokedKeys: z.number().int().default(0) }),
  /** To the owner of an API key that is new, or that lasts longer than it did. */
  api_key_created: ownKey,
  /** To whoever looks after keys that end soon, and that have ended. */
  api_key_expiring: endingKeys,
  api_key_expired: endingKeys,
  /** To the Administrators of an organization: the DNS record of a domain of theirs is gone, and was for too long. */
  sso_domain_missing: unprovenDomain,
  sso_domain_lost: unprovenDomain,
  /** To the same: a provisioning token ends soon. */
  scim_token_expiring: person.extend({
    organization,
    tokenName: z.string(),
    prefix: z.string(),
    endsAt: z.iso.datetime(),
  }),
  /** To the same, when one of them came in by a password where single sign-on is required. */
  break_glass_used: person.extend({
    organization,
    administratorName: z.string(),
    administratorEmail: z.string(),
    usedAt: z.iso.datetime(),
    ipAddress: z.string().nullable(),
    /** As `deviceOf` calls it. */
    device: z.string(),
  }),
  /** To the same, before the last certificate of an identity provider ends, or of ours there. */
  sso_certificate_ending: person.extend({
    organization,
    connectionId: z.string(),
    connectionName: z.string(),
    isOurs: z.boolean(),
    endsAt: z.iso.datetime(),
  }),
}

export type MailTemplateName = keyof typeof templates
/** What each template shows; never a secret. Times are RFC 3339 in UTC. */
export type MailTemplates = { [Name in MailTemplateName]: z.infer<(typeof templates)[Name]> }
export type MailTemplateProps = { [Name in MailTemplateName]: z.input<(typeof templates)[Name]> }

export const mailProps: {
  [Name in MailTemplateName]: z.ZodType<MailTemplates[Name], MailTemplateProps[Name]>
} = templates
export const mailTemplateName = z.enum([
  'invitation',
  'invitation_existing_user',
  'sign_up',
  'sign_up_existing',
  'verify_email',
  'password_reset',
  'password_changed',
  'api_key_created',
  'api_key_expiring',
  'api_key_expired',
  'sso_domain_missing',
  'sso_domain_lost',
  'scim_token_expiring',
  'break_glass_used',
  'sso_certificate_ending',
] satisfies MailTemplateName[])

export const mailStatuses = ['QUEUED', 'SENT', 'FAILED', 'KEPT', 'CANCELLED'] as const
export const mailStatus = z.enum(mailStatuses)
export type MailStatus = z.infer<typeof mailStatus>

/** What became of a message. Times are RFC 3339 in UTC. */
export const mailState = z.object({
  status: mailStatus,
  attempts: z.number().int(),
  /** The mail server's last answer, or why there is none. */
  last_response: z.string().nullable(),
  last_tried_at: z.iso.datetime().nullable(),
  sent_at: z.iso.datetime().nullable(),
})
export type MailState = z.infer<typeof mailState>

/** What the operator's outbox may be asked for. `search` matches any part of the recipient, whatever its case. */
export const listOutboxInput = z.object({
  search: searchText,
  status: mailStatus.optional(),
  cursor: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(50),
})

/** A message as the outbox lists it. */
export const outboxRow = mailState.extend({
  id: z.uuid(),
  account_id: z.uuid().nullable(),
  template: z.string(),
  recipient: z.string(),
  subject: z.string(),
  created_at: z.iso.datetime(),
})
export type OutboxRow = z.infer<typeof outboxRow>

/** A message as it was or will be sent. `is_link_shown` is false when the secret part of its link is left out. */
export const outboxMail = outboxRow.extend({ html: z.string(), text: z.string(), is_link_shown: z.boolean() })
export type OutboxMail = z.infer<typeof outboxMail>

export const retryMailInput = z.object({ id: uuid() })
