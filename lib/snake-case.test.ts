import { z } from '@hono/zod-openapi'
import { expect, test } from 'vitest'
import { inSnakeCase, snakeCaseInput } from './snake-case'

const input = z.strictObject({
  roleId: z.string().nullable(),
  expectedVersion: z.int().optional(),
  expiresAt: z.iso
    .datetime()
    .transform((text) => new Date(text))
    .nullable()
    .default(null),
  changes: z
    .array(z.strictObject({ membershipId: z.string(), label: z.string().default('x') }))
    .max(2)
    .refine((changes) => changes.every(({ membershipId }) => membershipId !== 'z'), { error: 'No z.' }),
  reassignTo: z.strictObject({ account: z.string().optional() }).optional(),
})

test('a body is read under the names of the APIs, with the checks of the service', () => {
  const body = snakeCaseInput(input)
  expect(
    body.parse({
      role_id: null,
      expires_at: '2026-11-21T00:00:00Z',
      changes: [{ membership_id: 'a' }, { membership_id: 'b', label: 'y' }],
      reassign_to: { account: 'c' },
    }),
  ).toEqual({
    roleId: null,
    expiresAt: new Date('2026-11-21T00:00:00Z'),
    changes: [
      { membershipId: 'a', label: 'x' },
      { membershipId: 'b', label: 'y' },
    ],
    reassignTo: { account: 'c' },
  })
  const pathsOf = (value: unknown) => body.safeParse(value).error?.issues.map(({ path }) => path.join('.'))
  const valid = { role_id: null, changes: [] }
  expect(body.parse(valid)).toEqual({ roleId: null, expiresAt: null, changes: [] })
  expect(pathsOf({ ...valid, changes: [{ membershipId: 'a' }] })).toEqual([
    'changes.0.membership_id',
    'changes.0',
  ])
  expect(pathsOf({ ...valid, changes: [1, 2, 3] })).toEqual(['changes'])
  expect(pathsOf({ ...valid, changes: [{ membership_id: 'z' }] })).toEqual(['changes'])
  expect(pathsOf({ ...valid, roleId: 'x' })).toEqual([''])
})

test('an answer is written under them', () => {
  const at = new Date()
  expect(inSnakeCase({ outcomes: [{ membershipId: 'a', before: { roleId: null } }], at })).toEqual({
    outcomes: [{ membership_id: 'a', before: { role_id: null } }],
    at,
  })
})
