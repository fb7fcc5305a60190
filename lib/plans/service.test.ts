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

test('an installation gives a plan other features, and the sentence says which plans have one', async () => {
  vi.stubEnv('PLAN_FEATURES', '{"ORGANIZATION":["custom_roles"],"ENTERPRISE":["audit_log"]}')
  vi.resetModules()
  const { decideFeatureHere, featuresOfPlans } = await import('./service')
  expect(featuresOfPlans()).toEqual({
    STANDARD: [],
    ORGANIZATION: ['custom_roles'],
    ENTERPRISE: ['audit_log'],
  })
  expect(decideFeatureHere('ORGANIZATION', 'custom_roles')).toEqual({ allowed: true })
  expect(decideFeatureHere('ENTERPRISE', 'custom_roles')).toMatchObject({
    reason: 'plan_required',
    message: expect.stringContaining('part of the plan Organization, and this organization is on Enterprise'),
  })
  expect(decideFeatureHere('ENTERPRISE', 'single_sign_on')).toMatchObject({
    message: expect.stringContaining('in none of the plans of this installation'),
  })
})

test('a feature that there is not stops the start', async () => {
  vi.stubEnv('PLAN_FEATURES', '{"STANDARD":["everything"]}')
  vi.resetModules()
  const { featuresOfPlans } = await import('./service')
  expect(() => featuresOfPlans()).toThrow(/PLAN_FEATURES must be JSON/)
})
