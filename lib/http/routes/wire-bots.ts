import { z } from '@hono/zod-openapi'
import {
  botKeyParams,
  botKeysView,
  botParams,
  botView,
  createBotInput,
  createdBotView,
  filterBotsInput,
  rotateBotKeyInput,
  updateBotInput,
} from '@/lib/wire/bots-schema'
import {
  createBot,
  deleteBot,
  getBot,
  listBotKeys,
  listBots,
  revokeBotKey,
  rotateBotKey,
  updateBot,
} from '@/lib/wire/bots'
import { accountParams } from '@/lib/wire/fields'
import { defineRoute, type Route } from '../define-route'
import { inOrganization } from '../demand'

const area = 'Service accounts (wire format)'
const bots = '/accounts/{accountId}/bots'
const bot = `${bots}/{botId}` as const

/** The service accounts of an account as clients of the wire format read and make them. */
export const wireBotRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: bots,
    area,
    summary: 'Makes a service account with its first key, which is told this one time',
    demand: inOrganization('create:service_account'),
    params: accountParams,
    body: createBotInput,
    example: { name: 'Deployer', api_key_expiration: '2099-01-01T00:00:00Z' },
    creates: true,
    answer: { status: 201, schema: createdBotView, description: 'The service account with its key' },
    handle: ({ ctx, params, body }) => createBot(ctx, params.accountId, body),
  }),
  defineRoute({
    method: 'post',
    path: `${bots}/filter`,
    area,
    summary: 'The service accounts of the account by name',
    demand: inOrganization('read:service_account'),
    params: accountParams,
    body: filterBotsInput,
    example: { service_accounts: { name: { any_: ['Deployer'] } } },
    answer: { status: 200, schema: z.array(botView), description: 'Those that were asked for' },
    handle: ({ ctx, params, body }) => listBots(ctx, params.accountId, body),
  }),
  defineRoute({
    method: 'get',
    path: bot,
    area,
    summary: 'One service account with the key that it goes by',
    demand: inOrganization('read:service_account'),
    params: botParams,
    answer: { status: 200, schema: botView, description: 'The service account' },
    handle: ({ ctx, params }) => getBot(ctx, params),
  }),
  defineRoute({
    method: 'patch',
    path: bot,
    area,
    summary: 'Renames a service account and gives it another role, all of it or nothing',
    demand: inOrganization('update:service_account'),
    params: botParams,
    body: updateBotInput,
    example: { name: 'Deployer' },
    answer: { status: 204, description: 'It is changed' },
    handle: ({ ctx, params, body }) => updateBot(ctx, params, body),
  }),
  defineRoute({
    method: 'delete',
    path: bot,
    area,
    summary: 'Deletes a service account with its access and its keys',
    demand: inOrganization('delete:service_account'),
    params: botParams,
    answer: { status: 204, description: 'It is gone' },
    handle: ({ ctx, params }) => deleteBot(ctx, params),
  }),
  defineRoute({
    method: 'post',
    path: `${bot}/rotate_api_key`,
    area,
    summary:
      'Puts a new key in the place of the present one, which goes on for up to 48 hours or ends at once',
    demand: inOrganization('update:service_account'),
    params: botParams,
    body: rotateBotKeyInput,
    example: { api_key_expiration: null, old_key_expires_in_seconds: 3_600 },
    creates: true,
    answer: { status: 201, schema: createdBotView, description: 'The service account with its new key' },
    handle: ({ ctx, params, body }) => rotateBotKey(ctx, params, body),
  }),
  defineRoute({
    method: 'get',
    path: `${bot}/read_bot_api_keys`,
    area,
    summary: 'The keys of a service account that work, never their secrets',
    demand: inOrganization('read:service_account'),
    params: botParams,
    answer: { status: 200, schema: botKeysView, description: 'The keys' },
    handle: ({ ctx, params }) => listBotKeys(ctx, params),
  }),
  defineRoute({
    method: 'delete',
    path: `${bot}/delete_bot_api_key/{keyId}`,
    area,
    summary: 'Revokes a key of a service account',
    demand: inOrganization('update:service_account'),
    params: botKeyParams,
    answer: { status: 204, description: 'It opens nothing any more' },
    handle: ({ ctx, params }) => revokeBotKey(ctx, params),
  }),
]
