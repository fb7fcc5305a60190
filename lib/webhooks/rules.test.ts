import { expect, test } from 'vitest'
import { decideSending, decideWebhookPlace } from './rules'
import { createWebhookInput, webhooksAtMost } from './schema'

const features = { STANDARD: [], ORGANIZATION: [], ENTERPRISE: ['audit_log' as const] }
const organization = { kind: 'ORGANIZATION', plan: 'ENTERPRISE', features } as const

test('an account has as many webhooks as it may', () => {
  expect(decideWebhookPlace(webhooksAtMost - 1)).toEqual({ allowed: true })
  expect(decideWebhookPlace(webhooksAtMost)).toMatchObject({ reason: 'too_many_webhooks' })
})

test('what is sent is the log: it needs one, and whoever reads it', () => {
  expect(decideSending({ ...organization, mayReadLog: true })).toEqual({ allowed: true })
  expect(decideSending({ ...organization, mayReadLog: false })).toMatchObject({
    reason: 'missing_permission',
    permission: 'read:audit_log',
  })
  expect(decideSending({ ...organization, kind: 'PERSONAL', mayReadLog: true })).toMatchObject({
    reason: 'personal_account',
  })
  expect(decideSending({ ...organization, plan: 'STANDARD', mayReadLog: false })).toMatchObject({
    reason: 'plan_required',
  })
})

test('only kinds of event that there are can be chosen', () => {
  const input = {
    accountId: '00000000-0000-4000-8000-000000000009',
    name: 'R',
    url: 'https://example.com/',
  }
  expect(createWebhookInput.safeParse({ ...input, actions: ['role.created'] }).success).toBe(true)
  expect(createWebhookInput.safeParse({ ...input, actions: ['role.craeted'] }).error?.issues).toMatchObject([
    { message: 'There is no kind of event “role.craeted”.' },
  ])
})
