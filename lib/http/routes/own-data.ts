import { z } from '@hono/zod-openapi'
import { deleteOwnUser, exportOwnData, previewUserDeletion } from '@/lib/users/deletion'
import { deleteOwnUserInput, userDeletionPreview } from '@/lib/users/schema'
import { defineRoute, type Route } from '../define-route'
import { anyPerson } from '../demand'

const area = 'Oneself'

/** What a person may take with them, and leaving for good. */
export const ownDataRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/me/data',
    area,
    summary: 'What the installation keeps about the user, to download; no secret is in it',
    demand: anyPerson,
    answer: { status: 200, schema: z.record(z.string(), z.unknown()), description: 'One document' },
    handle: async ({ ctx, context }) => {
      context.header('content-disposition', 'attachment; filename="my-data.json"')
      return exportOwnData(ctx)
    },
  }),
  defineRoute({
    method: 'get',
    path: '/me/deletion',
    area,
    summary: 'What would go with the user, and whether they may delete themselves',
    demand: anyPerson,
    answer: { status: 200, schema: userDeletionPreview, description: 'Nothing is changed' },
    handle: ({ ctx }) => previewUserDeletion(ctx),
  }),
  defineRoute({
    method: 'post',
    path: '/me/deletion',
    area,
    summary: 'Deletes the user for good, with memberships, sessions, keys and the personal account',
    demand: anyPerson,
    body: deleteOwnUserInput,
    example: { email: 'ada@example.com', currentPassword: 'the current one' },
    answer: { status: 204, description: 'Gone' },
    errors: { 409: 'An organization, or the installation, would be left without anybody to run it.' },
    handle: async ({ ctx, body }) => {
      await deleteOwnUser(ctx, body)
    },
  }),
]
