import { pino, type Logger } from 'pino'
import { env } from '@/lib/env'

let root: Logger | undefined

/**
 * The process's logger: one JSON line per entry on standard output. Passwords, tokens, keys and cookies are removed by name
 * as a second line of defence; do not hand it any.
 */
export function logger(): Logger {
  root ??= pino({
    level: env().LOG_LEVEL,
    base: null,
    redact: {
      paths: [
        'password',
        'token',
        'key',
        'cookie',
        'authorization',
        '*.password',
        '*.token',
        '*.cookie',
        '*.authorization',
      ],
      censor: '[removed]',
    },
    serializers: { error: pino.stdSerializers.err },
  })
  return root
}
