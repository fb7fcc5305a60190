import { z } from 'zod'
import { uuid } from '@/lib/uuid'
import { workspaceParams } from '@/lib/workspaces/schema'
import { anyOf, baseView, filterText, oneOrMany, pageFields } from './fields'

export const accessParams = workspaceParams.extend({ accessId: uuid() })

/** One, or an array of them; whoever has access there already gets the other role. */
export const giveUserAccessInput = oneOrMany(z.object({ user_id: uuid(), workspace_role_id: uuid() }))
export const giveBotAccessInput = oneOrMany(z.object({ bot_id: uuid(), workspace_role_id: uuid() }))

const ofGrant = z.strictObject({ id: anyOf(uuid()), workspace_role_id: anyOf(uuid()) }).nullish()

export const filterUserAccessInput = z.object({
  workspace_accesses: ofGrant,
  users: z.strictObject({ id: anyOf(uuid()), email: anyOf(filterText) }).nullish(),
  ...pageFields,
})
export const filterBotAccessInput = z.object({
  workspace_accesses: ofGrant,
  bots: z.strictObject({ id: anyOf(uuid()), name: anyOf(filterText) }).nullish(),
  ...pageFields,
})

/** What somebody was given in a workspace, as long as it is in force. Of `user_id`, `bot_id` and `team_id` exactly one is there. */
export const workspaceAccessView = z.object({
  ...baseView,
  workspace_id: z.uuid(),
  workspace_role_id: z.uuid(),
  actor_id: z.uuid(),
  user_id: z.uuid().nullable(),
  bot_id: z.uuid().nullable(),
  team_id: z.null(),
})
export type WorkspaceAccessView = z.infer<typeof workspaceAccessView>

/** The same in a list, with whose it is. */
export const userAccessView = workspaceAccessView.extend({
  first_name: z.string(),
  last_name: z.string(),
  email: z.string(),
  handle: z.string(),
})
export type UserAccessView = z.infer<typeof userAccessView>

export const botAccessView = workspaceAccessView.extend({ bot_name: z.string() })
export type BotAccessView = z.infer<typeof botAccessView>
