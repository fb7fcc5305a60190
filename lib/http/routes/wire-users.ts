import { z } from '@hono/zod-openapi'
import { createdKeyView, keyView } from '@/lib/wire/key-view'
import {
  createKeyInput,
  filterKeysInput,
  listKeysQuery,
  updateUserInput,
  userKeyParams,
  userParams,
  userView,
} from '@/lib/wire/users-schema'
import {
  createKeyOfUser,
  deleteKeyOfUser,
  filterMyKeys,
  getUser,
  getUserKey,
  listMyKeys,
  listUserKeys,
  updateUser,
} from '@/lib/wire/users'
import { defineRoute, type Route } from '../define-route'
import { anyPerson, anyPrincipal } from '../demand'

const area = 'Users (wire format)'
const me = 'Me (wire format)'
const user = '/users/{userId}'
const keys = `${user}/api_keys` as const
const found = { status: 200, schema: z.array(keyView), description: 'Never their secrets' } as const

/** A user and their keys, by id for a key of that same user alone, and whoever asks without an id. */
export const wireUserRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: user,
    area,
    summary: 'The user of the key; every other id is not found',
    demand: anyPrincipal,
    params: userParams,
    answer: { status: 200, schema: userView, description: 'The user' },
    handle: ({ ctx, params }) => getUser(ctx, params.userId),
  }),
  defineRoute({
    method: 'patch',
    path: user,
    area,
    summary: 'Changes the name of the user of the key; address and handle are sent as they are',
    demand: anyPerson,
    params: userParams,
    body: updateUserInput,
    example: { first_name: 'Ada', last_name: 'Lovelace' },
    answer: { status: 204, description: 'It is changed' },
    handle: ({ ctx, params, body }) => updateUser(ctx, params.userId, body),
  }),
  defineRoute({
    method: 'post',
    path: keys,
    area,
    summary: 'Makes a key for the user of the key, which is told this one time',
    demand: anyPerson,
    params: userParams,
    body: createKeyInput,
    example: { name: 'Laptop', expiration: '2099-01-01T00:00:00Z' },
    creates: true,
    answer: { status: 201, schema: createdKeyView, description: 'The key' },
    handle: ({ ctx, params, body }) => createKeyOfUser(ctx, params.userId, body),
  }),
  defineRoute({
    method: 'get',
    path: keys,
    area,
    summary: 'The keys of the user of the key that were not revoked, the newest first',
    demand: anyPerson,
    params: userParams,
    query: listKeysQuery,
    answer: found,
    handle: ({ ctx, params, query }) => listUserKeys(ctx, params.userId, query),
  }),
  defineRoute({
    method: 'get',
    path: `${keys}/{keyId}`,
    area,
    summary: 'One of them',
    demand: anyPerson,
    params: userKeyParams,
    answer: { status: 200, schema: keyView, description: 'The key, never its secret' },
    handle: ({ ctx, params }) => getUserKey(ctx, params),
  }),
  defineRoute({
    method: 'delete',
    path: `${keys}/{keyId}`,
    area,
    summary: 'Revokes one of them',
    demand: anyPerson,
    params: userKeyParams,
    answer: { status: 204, description: 'It opens nothing any more' },
    handle: ({ ctx, params }) => deleteKeyOfUser(ctx, params),
  }),
  defineRoute({
    method: 'get',
    path: '/me/api_keys',
    area: me,
    summary: 'One’s keys that were not revoked, the newest first',
    demand: anyPerson,
    query: listKeysQuery,
    answer: found,
    // Of its address it would be that of the page's own list, `/me/api-keys`.
    documentation: { operationId: 'get_my_api_keys' },
    handle: ({ ctx, query }) => listMyKeys(ctx, query),
  }),
  defineRoute({
    method: 'post',
    path: '/me/api_keys/filter',
    area: me,
    summary: 'Those of them that were asked for',
    demand: anyPerson,
    body: filterKeysInput,
    example: { api_keys: { name: { any_: ['Laptop'] } } },
    answer: found,
    handle: ({ ctx, body }) => filterMyKeys(ctx, body),
  }),
]
