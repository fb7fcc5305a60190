import { cookies } from 'next/headers'
import { decode, encode } from 'next-auth/jwt'
import { z } from 'zod'
import { env } from '@/lib/env'
import { cookieOptions } from '@/lib/sessions/cookie-options'
import { uuid } from '@/lib/uuid'

const name = 'roster.sign-up'
const maxAge = 24 * 60 * 60
const claims = z.object({ signUpId: uuid() })

/** Remembers, encrypted, that this browser made the sign-up, which lets it confirm without the password. */
export async function writeSignUpCookie(signUpId: string): Promise<void> {
  // The salt gives it a key of its own, so neither this cookie nor a session's can stand in for the other.
  const value = await encode({ token: { signUpId }, secret: env().AUTH_SECRET, salt: name, maxAge })
  const jar = await cookies()
  jar.set(name, value, cookieOptions(maxAge))
}

/** The sign-up this browser made, or null. */
export async function readSignUpCookie(): Promise<string | null> {
  const token = (await cookies()).get(name)?.value
  if (!token) return null
  try {
    const parsed = claims.safeParse(await decode({ token, secret: env().AUTH_SECRET, salt: name }))
    return parsed.success ? parsed.data.signUpId : null
  } catch {
    return null
  }
}

export async function clearSignUpCookie(): Promise<void> {
  const jar = await cookies()
  jar.set(name, '', cookieOptions(0))
}
