import { z } from 'zod'
import { apiKeyExpiry } from '@/lib/api-keys/schema'
import { exactLine } from '@/lib/text'
import { uuid } from '@/lib/uuid'
import { anyOf, baseView, filterText, pageFields } from './fields'
import { createdKeyView, keyView } from './key-view'

/** The path says `bots`, the filter `service_accounts`. */
export const filterBotsInput = z.object({
  service_accounts: z.strictObject({ name: anyOf(filterText), id: anyOf(uuid()) }).nullish(),
  ...pageFields,
})
export type FilterBots = z.output<typeof filterBotsInput>

export const botParams = z.object({ accountId: uuid(), botId: uuid() })
export const botKeyParams = botParams.extend({ keyId: uuid() })

const name = exactLine({ label: 'name', maximum: 100 })

/** `api_key_expiration` left out or null is never; `account_role_id` left out is Member. */
export const createBotInput = z.object({
  name,
  api_key_expiration: apiKeyExpiry.optional(),
  account_role_id: uuid().nullish(),
})

/** What is left out or null stays as it is. */
export const updateBotInput = z.object({ name: name.nullish(), account_role_id: uuid().nullish() })

const overlapAtMost = 172_800

/** The new key's end, null for never, and how long the old key goes on: 0 or null ends it at once. */
export const rotateBotKeyInput = z.object({
  api_key_expiration: apiKeyExpiry.optional(),
  old_key_expires_in_seconds: z.int().min(0).max(overlapAtMost).nullish(),
})

/**
 * A service account with the key that it goes by: the newest one that works and was not replaced; where there is none, the newest that there
 * was. Null for one that never had a key.
 */
export const botView = z.object({
  ...baseView,
  actor_id: z.uuid(),
  account_id: z.uuid(),
  name: z.string(),
  account_role_id: z.uuid(),
  account_role_name: z.string(),
  api_key: keyView.nullable(),
})
export type BotView = z.infer<typeof botView>

/** The same with the key's secret, the one time that it is told. */
export const createdBotView = botView.extend({ api_key: createdKeyView })
export type CreatedBotView = z.infer<typeof createdBotView>

/** The keys that work: the one that it goes by, and those that were replaced and go on for a while. */
export const botKeysView = z.object({ active_key: keyView.nullable(), rotating_keys: z.array(keyView) })
export type BotKeysView = z.infer<typeof botKeysView>
