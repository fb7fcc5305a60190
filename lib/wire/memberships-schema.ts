import { z } from 'zod'
import { uuid } from '@/lib/uuid'
import { anyOf, baseView, filterText, pageFields } from './fields'

/** Users are listed unless service accounts are asked for: a client that reads `user_id` takes it for granted. */
export const filterMembershipsInput = z.object({
  account_memberships: z
    .strictObject({
      email: anyOf(filterText),
      id: anyOf(uuid()),
      user_id: anyOf(uuid()),
      account_role_id: anyOf(uuid()),
    })
    .nullish(),
  only_users: z.boolean().nullish(),
  only_bots: z.boolean().nullish(),
  active: z.boolean().nullish(),
  ...pageFields,
})
export type FilterMemberships = z.output<typeof filterMembershipsInput>

export const membershipParams = z.object({ accountId: uuid(), membershipId: uuid() })
export const membershipOfUserParams = z.object({ accountId: uuid(), userId: uuid() })
export const membershipOfBotParams = z.object({ accountId: uuid(), botId: uuid() })

export const updateMembershipInput = z.object({ account_role_id: uuid() })
export const setActiveInput = z.object({ active: z.boolean() })
export const setActiveOfManyInput = z.object({
  membership_ids: z.array(uuid()).min(1).max(1_000),
  active: z.boolean(),
})

/**
 * A place in the account. `id`, `user_id` and `actor_id` are three different ids; of a service account `user_id` is null and `bot_id` is not,
 * and what only a person has is empty. `last_login` is when they were last active in this account.
 */
export const membershipView = z.object({
  ...baseView,
  account_id: z.uuid(),
  actor_id: z.uuid(),
  user_id: z.uuid().nullable(),
  bot_id: z.uuid().nullable(),
  account_role_id: z.uuid(),
  account_role_name: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  handle: z.string(),
  email: z.string(),
  last_login: z.iso.datetime().nullable(),
  active: z.boolean(),
})
export type MembershipView = z.infer<typeof membershipView>
