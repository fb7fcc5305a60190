import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => {
  vi.unstubAllEnvs()
})

test('a plan has its own limits where the installation overrides nothing', async () => {
  const { limitsOfPlan } = await import('./service')
  expect(limitsOfPlan('STANDARD')).toEqual({
    members: 10,
    serviceAccounts: 2,
    workspaces: 5,
    runRetentionDays: 7,
    auditRetentionDays: 90,
  })
  expect(limitsOfPlan('ORGANIZATION')).toEqual({
    members: 100,
    serviceAccounts: 25,
    workspaces: 50,
    runRetentionDays: 30,
    auditRetentionDays: 365,
  })
  expect(limitsOfPlan('ENTERPRISE')).toEqual({
    members: null,
    serviceAccounts: null,
    workspaces: null,
    runRetentionDays: 90,
    auditRetentionDays: 2_555,
  })
})

test('an installation overrides single limits, and null lifts one', async () => {
  vi.stubEnv('PLAN_LIMITS', '{"STANDARD":{"members":null,"workspaces":0},"ENTERPRISE":{"members":3}}')
  vi.resetModules()
  const { limitsOfPlan } = await import('./service')
  expect(limitsOfPlan('STANDARD')).toEqual({
    members: null,
    serviceAccounts: 2,
    workspaces: 0,
    runRetentionDays: 7,
    auditRetentionDays: 90,
  })
  expect(limitsOfPlan('ENTERPRISE')).toEqual({
    members: 3,
    serviceAccounts: null,
    workspaces: null,
    runRetentionDays: 90,
    auditRetentionDays: 2_555,
  })
  expect(limitsOfPlan('ORGANIZATION').members).toBe(100)
})
