import type { AuthOptions } from 'next-auth'
import CredentialsProvider from 'next-auth/providers/credentials'
import type { Ctx } from '@/lib/authz/context'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { logger } from '@/lib/log'
import { paths } from '@/lib/paths'
import { isSecureOrigin } from './cookie-options'
import { signInInput } from './schema'
import { sessionSeconds, signOut } from './service'
import { signIn } from './sign-in'

/**
 * next-auth's options for one request. Its cookie is an encrypted JWT that carries the session's id and nothing else; the row is
 * the authority. `onFailure` is told what was thrown, which next-auth itself would fold into a redirect.
 */
export function authOptions(ctx: Ctx, onFailure: (error: unknown) => void): AuthOptions {
  return {
    secret: env().AUTH_SECRET,
    useSecureCookies: isSecureOrigin(),
    session: { strategy: 'jwt', maxAge: sessionSeconds() },
    jwt: { maxAge: sessionSeconds() },
    pages: { signIn: paths.signIn(), error: paths.signIn() },
    providers: [
      CredentialsProvider({
        credentials: { email: {}, password: {} },
        authorize: (credentials) =>
          trySignIn(ctx, credentials).catch((error: unknown) => {
            onFailure(error)
            return null
          }),
      }),
    ],
    callbacks: {
      // On signing in `user` is what `authorize` returned; nothing of the person goes into the token.
      jwt: ({ token, user }) => (user ? { sid: user.id } : { sid: token['sid'] }),
      // Where to go is the page's business; whatever address a request brings, next-auth redirects home.
      redirect: () => env().BASE_URL,
    },
    events: {
      signOut: () => signOut(ctx).catch(onFailure),
    },
    logger: {
      error: (code) => logger().warn({ code }, 'next-auth reports an error'),
      warn: (code) => logger().debug({ code }, 'next-auth warns'),
      debug: () => {},
    },
  }
}

async function trySignIn(ctx: Ctx, credentials: unknown): Promise<{ id: string }> {
  const input = signInInput.safeParse(credentials)
  if (!input.success)
    throw new AppError('invalid_input', 'credentials_malformed', { message: 'Fill in email and password.' })
  const { sessionId } = await signIn(ctx, input.data)
  return { id: sessionId }
}
