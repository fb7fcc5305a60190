import { describe, expect, test } from 'vitest'
import { parseEnv } from './env'

const needed = {
  DATABASE_URL: 'postgres://roster@localhost/roster',
  AUTH_SECRET: 'a-secret-of-at-least-thirty-two-characters',
  BASE_URL: 'https://roster.example.com',
}

test('three settings are enough; the others have defaults', () => {
  expect(parseEnv(needed)).toEqual({
    ...needed,
    NODE_ENV: 'production',
    DATABASE_NAMED_STATEMENTS: true,
    DATABASE_POOL_SIZE: 10,
    HOST: '127.0.0.1',
    PORT: 3000,
    MAIL_FROM: 'Roster <roster@localhost>',
    DEFAULT_PLAN: 'ENTERPRISE',
    PLAN_LIMITS: {},
    PLAN_FEATURES: {},
    INVITATION_DAYS: 7,
    SESSION_DAYS: 30,
    TRUSTED_PROXIES: 0,
    AUDIT_STDOUT: false,
    WEBHOOK_ALLOW_PRIVATE: false,
    SSO_ALLOW_PRIVATE: false,
    RATE_LIMIT_FACTOR: 1,
    LOG_LEVEL: 'info',
  })
})

test('an empty value counts as not set, and foreign variables are left out', () => {
  const given = parseEnv({ ...needed, SMTP_URL: '', PORT: '', PATH: '/bin' })
  expect(given.SMTP_URL).toBeUndefined()
  expect(given.PORT).toBe(3000)
  expect(given).not.toHaveProperty('PATH')
})

test('texts become what they mean', () => {
  const given = parseEnv({
    ...needed,
    BASE_URL: 'https://Roster.example.com:443//',
    DATABASE_NAMED_STATEMENTS: 'false',
    PORT: '0',
    RATE_LIMIT_FACTOR: '0.5',
    SMTP_URL: 'smtps://user:pass@mail.example.com',
    PLAN_LIMITS: '{"STANDARD":{"members":20},"ENTERPRISE":{"members":null}}',
  })
  expect(given).toMatchObject({
    BASE_URL: 'https://roster.example.com',
    DATABASE_NAMED_STATEMENTS: false,
    PORT: 0,
    RATE_LIMIT_FACTOR: 0.5,
    SMTP_URL: 'smtps://user:pass@mail.example.com',
    PLAN_LIMITS: { STANDARD: { members: 20 }, ENTERPRISE: { members: null } },
  })
})

describe('one sentence for a setting that is wrong', () => {
  test.each([
    ['DATABASE_URL', undefined, 'is missing'],
    ['DATABASE_URL', 'mysql://localhost', 'must be a PostgreSQL address'],
    ['AUTH_SECRET', undefined, 'is missing'],
    ['AUTH_SECRET', 'too-short', 'must be at least 32 characters'],
    ['DNS_SERVERS', 'dns.example.com', 'must be addresses of name servers'],
    ['DNS_SERVERS', '192.0.2.53,abc', 'must be addresses of name servers'],
    ['BASE_URL', undefined, 'must be the address people use'],
    ['BASE_URL', 'roster.example.com', 'must be the address people use'],
    ['BASE_URL', 'ftp://roster.example.com', 'must be the address people use'],
    ['BASE_URL', 'https://example.com/roster', 'must end with the host'],
    ['BASE_URL', 'https://$(id).example.com', 'must have a host of letters'],
    ['BASE_URL', 'https://`id`.example.com', 'must have a host of letters'],
    ['BASE_URL', 'https://"example.com', 'must have a host of letters'],
    ['BASE_URL', 'https://example.com?x=1', 'must end with the host'],
    ['BASE_URL', 'https://user:pass@example.com', 'must end with the host'],
    ['NODE_ENV', 'staging', 'must be one of development, production, test'],
    ['DATABASE_NAMED_STATEMENTS', 'yes', 'must be one of true, false'],
    ['DATABASE_POOL_SIZE', '0', 'must be a whole number from 1 to 200'],
    ['DATABASE_POOL_SIZE', '10.5', 'must be a whole number from 1 to 200'],
    ['PORT', 'http', 'must be a whole number from 0 to 65535'],
    ['PORT', '65536', 'must be a whole number from 0 to 65535'],
    ['PORT', '0x50', 'must be a whole number from 0 to 65535'],
    ['PORT', ' ', 'must be a whole number from 0 to 65535'],
    ['PORT', '9'.repeat(40), 'must be a whole number from 0 to 65535'],
    ['SMTP_URL', 'mail.example.com', 'must start with smtp:// or smtps://'],
    ['DEFAULT_PLAN', 'enterprise', 'must be one of STANDARD, ORGANIZATION, ENTERPRISE'],
    ['PLAN_LIMITS', 'members=20', 'must be JSON such as'],
    ['PLAN_LIMITS', '{"FREE":{"members":1}}', 'must be JSON such as'],
    ['PLAN_LIMITS', '{"STANDARD":{"members":0}}', 'must be JSON such as'],
    ['PLAN_LIMITS', '{"STANDARD":{"people":5}}', 'must be JSON such as'],
    ['INVITATION_DAYS', '-1', 'must be a whole number from 1 to 90'],
    ['SESSION_DAYS', '366', 'must be a whole number from 1 to 365'],
    ['TRUSTED_PROXIES', 'all', 'must be a whole number from 0 to 10'],
    ['RATE_LIMIT_FACTOR', '0', 'must be a number from 0.1 to 1000'],
    ['RATE_LIMIT_FACTOR', 'Infinity', 'must be a number from 0.1 to 1000'],
    ['LOG_LEVEL', 'loud', 'must be one of debug, info, warn, error, silent'],
  ])('%s=%s %s', (name, value, sentence) => {
    const message = messageOf({ ...needed, [name]: value })
    expect(message).toContain(`${name} ${sentence}`)
    expect(message.split(/\. (?=[A-Z_]+ )/)).toHaveLength(2)
  })

  test('all of them are named at once', () => {
    const message = messageOf({ PORT: 'http' })
    for (const name of ['DATABASE_URL', 'AUTH_SECRET', 'BASE_URL', 'PORT'])
      expect(message).toContain(`${name} `)
  })

  test('the value itself, which may be a secret, is never repeated', () => {
    const secrets = {
      DATABASE_URL: 'mysql://root:hunter2@db',
      AUTH_SECRET: 'hunter2',
      SMTP_URL: 'user:hunter2@mail',
    }
    expect(messageOf({ ...needed, ...secrets })).not.toContain('hunter2')
  })
})

function messageOf(source: Record<string, string | undefined>): string {
  try {
    parseEnv(source)
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
  throw new Error('these settings were accepted')
}
