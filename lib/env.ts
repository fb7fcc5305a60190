import { Resolver } from 'node:dns'
import { z } from 'zod'

const flag = choice('true', 'false').transform((value) => value === 'true')

const planLimits = z.strictObject({
  members: z.number().int().positive().nullable().optional(),
  serviceAccounts: z.number().int().nonnegative().nullable().optional(),
  workspaces: z.number().int().nonnegative().nullable().optional(),
  runRetentionDays: z.number().int().positive().nullable().optional(),
  auditRetentionDays: z.number().int().min(2).nullable().optional(),
})

const planFeatures = z.array(choice('single_sign_on', 'custom_roles', 'audit_log'))

const settings = z.object({
  NODE_ENV: choice('development', 'production', 'test').default('production'),
  DATABASE_URL: z
    .string({ error: 'is missing: `npm start` sets it for the embedded database' })
    .regex(/^postgres(ql)?:\/\//, {
      error: 'must be a PostgreSQL address such as postgres://user:password@host:5432/roster',
    }),
  /** Where the embedded database keeps its files: set by the launcher, and not with a database of one's own. */
  EMBEDDED_DATABASE_FOLDER: z.string().optional(),
  DATABASE_NAMED_STATEMENTS: flag.default(true),
  DATABASE_POOL_SIZE: wholeNumber(1, 200).default(10),
  AUTH_SECRET: z
    .string({ error: 'is missing: `npm start` makes one in .data/secrets.json' })
    .min(32, { error: 'must be at least 32 characters: make one with `openssl rand -base64 32`' }),
  AUDIT_SIGNING_KEY: z
    .string()
    .regex(/^[\w+/-]{43}=?$/, {
      error: 'must be 32 bytes in base64: make them with `openssl rand -base64 32`',
    })
    .optional(),
  AUDIT_STDOUT: flag.default(false),
  WEBHOOK_ALLOW_PRIVATE: flag.default(false),
  SSO_ALLOW_PRIVATE: flag.default(false),
  DNS_SERVERS: z
    .string()
    .transform((text) => text.trim().split(/\s*,\s*/))
    .refine(areNameServers, {
      error: 'must be addresses of name servers, such as 192.0.2.53,192.0.2.54:5353',
    })
    .optional(),
  BASE_URL: z
    .url({
      protocol: /^https?$/,
      error: 'must be the address people use in a browser, such as https://roster.example.com',
      abort: true,
    })
    .refine((value) => /^\w+:\/\/[^/?#@]+\/*$/.test(value), {
      error: 'must end with the host, without a path: Roster answers at the root',
    })
    .transform((value) => new URL(value).origin)
    // It is printed into commands for shells, where “$(…)” means something.
    .refine((value) => /^\w+:\/\/[\w.:[\]-]+$/.test(value), {
      error: 'must have a host of letters, digits, dots and hyphens',
    }),
  HOST: z.string().default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(3000),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, { error: 'must start with smtp:// or smtps://' })
    .optional(),
  MAIL_FROM: z.string().default('Roster <roster@localhost>'),
  DEFAULT_PLAN: choice('STANDARD', 'ORGANIZATION', 'ENTERPRISE').default('ENTERPRISE'),
  PLAN_LIMITS: z
    .string()
    .default('{}')
    .transform((text, context) => {
      const parsed = z
        .strictObject({
          STANDARD: planLimits.optional(),
          ORGANIZATION: planLimits.optional(),
          ENTERPRISE: planLimits.optional(),
        })
        .safeParse(parseJson(text))
      if (parsed.success) return parsed.data
      context.addIssue({ code: 'custom', message: 'must be JSON such as {"STANDARD":{"members":20}}' })
      return z.NEVER
    }),
  PLAN_FEATURES: z
    .string()
    .default('{}')
    .transform((text, context) => {
      const parsed = z
        .strictObject({
          STANDARD: planFeatures.optional(),
          ORGANIZATION: planFeatures.optional(),
          ENTERPRISE: planFeatures.optional(),
        })
        .safeParse(parseJson(text))
      if (parsed.success) return parsed.data
      context.addIssue({
        code: 'custom',
        message: 'must be JSON such as {"ORGANIZATION":["single_sign_on","custom_roles"]}',
      })
      return z.NEVER
    }),
  INVITATION_DAYS: wholeNumber(1, 90).default(7),
  SESSION_DAYS: wholeNumber(1, 365).default(30),
  TRUSTED_PROXIES: wholeNumber(0, 10).default(0),
  RATE_LIMIT_FACTOR: numberBetween(0.1, 1000).default(1),
  LOG_LEVEL: choice('debug', 'info', 'warn', 'error', 'silent').default('info'),
})

/** Every setting, parsed. The README's table explains each. */
export type Env = z.infer<typeof settings>

/** What every setting is called, those included that are not set. */
export const settingNames: readonly (keyof Env)[] = settings.keyof().options

let parsed: Env | undefined

/**
 * The settings of this process, parsed once from the environment.
 * Throws one error with a sentence for each setting that is missing or wrong.
 */
export function env(): Env {
  parsed ??= parseEnv(process.env)
  return parsed
}

/** Parses settings from any environment-like object; an empty value counts as not set. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''))
  const result = settings.safeParse(given)
  if (result.success) return result.data
  const sentences = result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`)
  throw new Error(`Roster's settings are not right. ${sentences.join(' ')}`)
}

function choice<const Word extends string>(...words: Word[]) {
  return z.enum(words, { error: `must be one of ${words.join(', ')}` })
}

function wholeNumber(minimum: number, maximum: number) {
  const error = `must be a whole number from ${minimum} to ${maximum}`
  return z
    .string()
    .regex(/^\d{1,9}$/, { error })
    .pipe(z.coerce.number<string>().int().min(minimum, { error }).max(maximum, { error }))
}

function numberBetween(minimum: number, maximum: number) {
  const error = `must be a number from ${minimum} to ${maximum}`
  return z
    .string()
    .regex(/^\d{1,9}(\.\d{1,9})?$/, { error })
    .pipe(z.coerce.number<string>().min(minimum, { error }).max(maximum, { error }))
}

function areNameServers(servers: string[]): boolean {
  try {
    new Resolver().setServers(servers)
    return true
  } catch {
    return false
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
